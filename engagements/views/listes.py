"""La liste des demandes : ce qui attend le lecteur, puis ce qu'il voit ; l'export d'AUXILIA."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur, acteurs
from engagements.demandes.export import DEMANDES
from engagements.demandes.liste import demandes_de, en_bref, lignes
from engagements.forms.listes import FiltreDemandesForm, ReferenceForm
from engagements.models import Trace
from engagements.tableaux import DEMANDES_VUES
from engagements.tables import DemandeTable
from partenariat.acces import concernes_par_les_demandes, demandeurs
from partenariat.tableaux import Lignes, configurer


@concernes_par_les_demandes
def demandes(request):
    """Mes demandes : d'abord celles qui m'attendent, la plus ancienne en tête."""
    filtre = FiltreDemandesForm(request.GET)
    siennes = filtre.filtrer(demandes_de(request.user, le=localdate()))
    toutes = lignes(en_bref(siennes), request.user, le=localdate())
    contexte = {
        "a_faire": sorted((x for x in toutes if x.a_faire), key=lambda x: x.depuis),
        "filtre": filtre,
        "table": configurer(request, DemandeTable(Lignes(toutes))),
    }
    return render(request, "engagements/demandes.html", contexte)


@concernes_par_les_demandes
def demandes_export(request, format):
    """Ce que la liste filtre, dans un tableur.

    AUXILIA y lit aussi ses références : chaque demande ainsi emportée le garde à son journal. Les
    autres n'emportent que ce que l'écran leur montre.
    """
    filtre = FiltreDemandesForm(request.GET)
    siennes = filtre.filtrer(demandes_de(request.user, le=localdate()))
    if not request.user.droits.pilote_auxilia:
        vues = lignes(siennes, request.user, le=localdate())
        return DEMANDES_VUES.telecharger(request, vues, format=format, filtre=filtre)
    exportees = list(siennes.prefetch_related("propositions__transmissions"))
    reponse = DEMANDES.telecharger(request, exportees, format=format, filtre=filtre)
    _tracer_l_export(exportees, request.user)
    return reponse


@demandeurs
def recherche_par_reference(request):
    """Retrouver une demande par la référence de son apprenant : AUXILIA seule la connaît.

    Elle est envoyée, jamais dans l'adresse : ni l'historique ni les journaux ne la gardent.
    """
    form, trouvees = ReferenceForm(request.POST if request.method == "POST" else None), []
    if form.is_valid():
        trouvees = _de_reference(form.cleaned_data["reference"], request.user)
        if len(trouvees) == 1:
            return redirect(trouvees[0].demande)
    contexte = {"form": form, "trouvees": trouvees, "cherchee": form.is_valid()}
    return render(request, "engagements/recherche.html", contexte)


def _de_reference(reference, lecteur):
    """Celles que ce compte voit au titre d'AUXILIA, la plus récente d'abord."""
    siennes = demandes_de(lecteur, le=localdate()).filter(reference=reference)
    return [
        ligne
        for ligne in lignes(siennes, lecteur, le=localdate())
        if Acteur.AUXILIA in acteurs(lecteur, ligne.demande)
    ]


def _tracer_l_export(exportees, compte):
    maintenant = timezone.now()
    Trace.objects.bulk_create(
        Trace.de(d, Trace.EXPORT, par=compte, titres=acteurs(compte, d), maintenant=maintenant)
        for d in exportees
    )
