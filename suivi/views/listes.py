"""Les listes d'établissements : établissements ouverts, recensement des manques, exports."""

from django.shortcuts import render
from django_tables2 import RequestConfig

from benevoles.couverture.anomalies import TypeAnomalie
from benevoles.couverture.panorama import pays
from etablissements.models import Etablissement
from partenariat.acces import lecteurs, membres
from partenariat.dates import jour_demande
from partenariat.tableaux import LIGNES_PAR_PAGE, configurer
from suivi.exports import RECENSEMENT
from suivi.forms import FiltreForm, FiltreRecensementForm
from suivi.lignes import dater, filtrer, lignes
from suivi.tables import EtablissementTable, LignesDatees, RecensementTable


@lecteurs
def etablissements(request):
    """Tous les établissements ouverts à la date demandée, et leur couverture."""
    filtre = FiltreForm(request.GET)
    trouvees = filtrer(lignes(request.user, le=jour_demande(request)), filtre.criteres())
    contexte = {
        "disp": None,
        "filtre": filtre,
        "table": configurer(request, EtablissementTable(LignesDatees(trouvees))),
        "fermes": _fermes(request, filtre.criteres()),
    }
    return render(request, "suivi/etablissements.html", contexte)


@membres
def recensement(request):
    """Les établissements non ou insuffisamment pourvus (convention, article 1 ; 1.4)."""
    filtre, table = _recensement(request)
    configurer(request, table)
    dater(rangee.record for rangee in table.paginated_rows)
    contexte = {
        "disp": None,
        "filtre": filtre,
        "table": table,
    }
    return render(request, "suivi/recensement.html", contexte)


@membres
def recensement_export(request, format):
    """Exactement ce que montre le recensement, toutes pages, dans un tableur."""
    filtre, table = _recensement(request)
    RequestConfig(request, paginate=False).configure(table)
    exportees = [rangee.record for rangee in table.rows]
    dater(exportees)
    return RECENSEMENT.telecharger(request, exportees, format=format, filtre=filtre)


def _fermes(request, criteres):
    """Hors de la liste, mais qu'on cherche : par leur nom, ou pour des affectations restées là."""
    jour, texte = jour_demande(request), criteres.get("q")
    visibles = Etablissement.objects.visibles_par(request.user)
    hors_liste = visibles.exclude(pk__in=Etablissement.objects.ouverts(le=jour))
    if criteres.get("anomalie") == TypeAnomalie.FERME_AVEC_AFFECTATIONS:
        return hors_liste.filter(pk__in=pays(le=jour).anomalies)[:LIGNES_PAR_PAGE]
    return hors_liste.chercher(texte)[:10] if texte else []


def _recensement(request):
    filtre = FiltreRecensementForm(request.GET)
    trouvees = filtrer(lignes(request.user, le=jour_demande(request)), filtre.criteres())
    return filtre, RecensementTable(LignesDatees(trouvees))
