"""La liste des demandes : ce qui attend le lecteur, puis ce qu'il voit ; l'export d'AUXILIA."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django_tables2 import RequestConfig

from engagements.demandes.acteurs import acteurs
from engagements.demandes.export import ENTETES, rangees
from engagements.demandes.liste import demandes_de, lignes
from engagements.forms.listes import FiltreDemandesForm
from engagements.models import Trace
from engagements.tables import LIGNES_PAR_PAGE, DemandeTable, Lignes
from partenariat.acces import concernes_par_les_demandes, pilotage_d_auxilia
from partenariat.tableurs import FORMATS, telecharger


@concernes_par_les_demandes
def demandes(request):
    """Mes demandes : d'abord celles qui m'attendent, la plus ancienne en tête."""
    filtre = _filtre(request)
    siennes = demandes_de(request.user, le=localdate())
    toutes = lignes(filtre.filtrer(siennes), request.user, le=localdate())
    table = DemandeTable(Lignes(toutes))
    RequestConfig(request, paginate={"per_page": LIGNES_PAR_PAGE, "silent": True}).configure(table)
    contexte = {
        "a_faire": sorted((x for x in toutes if x.a_faire), key=lambda x: x.depuis),
        "filtre": filtre,
        "filtre_actif": any(request.GET.get(nom) for nom in filtre.fields),
        "table": table,
        "formats": FORMATS if request.user.droits.pilote_auxilia else (),
    }
    return render(request, "engagements/demandes.html", contexte)


@pilotage_d_auxilia
def demandes_export(request, format):
    """Ce que la liste filtre, dans un tableur. Chaque demande exportée le garde à son journal."""
    if format not in FORMATS:
        raise Http404
    siennes = _filtre(request).filtrer(demandes_de(request.user, le=localdate()))
    exportees = list(siennes.prefetch_related("propositions__transmissions"))
    _tracer_l_export(exportees, request.user)
    nom = f"demandes-de-visite-au-{localdate().isoformat()}"
    return telecharger("Demandes", ENTETES, rangees(exportees), nom=nom, format=format)


def _filtre(request):
    return FiltreDemandesForm(request.GET, d_auxilia=request.user.droits.peut_demander)


def _tracer_l_export(exportees, compte):
    maintenant = timezone.now()
    Trace.objects.bulk_create(
        Trace.de(d, Trace.EXPORT, par=compte, titres=acteurs(compte, d), maintenant=maintenant)
        for d in exportees
    )
