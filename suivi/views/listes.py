"""Les listes d'établissements : établissements ouverts, recensement des manques, exports."""

from django.shortcuts import render
from django.utils.timezone import localdate

from benevoles.couverture.anomalies import TypeAnomalie
from benevoles.couverture.panorama import pays
from engagements.models import Recrutement
from etablissements.models import Etablissement
from partenariat.acces import lecteurs, membres
from partenariat.dates import jour_demande
from partenariat.replique import lecture_differee
from partenariat.revalidation import revalidee
from partenariat.tableaux import LIGNES_PAR_PAGE, configurer, toutes
from suivi.exports import ETABLISSEMENTS, RECENSEMENT
from suivi.forms import FiltreForm, FiltreRecensementForm
from suivi.lignes import dater, filtrer, lignes
from suivi.tables import EtablissementTable, LignesDatees, RecensementTable


@lecture_differee
@lecteurs
def etablissements(request):
    """Tous les établissements ouverts à la date demandée, et leur couverture."""
    filtre, table = _etablissements(request)
    contexte = {
        "disp": None,
        "filtre": filtre,
        "table": configurer(request, table),
        "fermes": _fermes(request, filtre.criteres()),
    }
    return render(request, "suivi/etablissements.html", contexte)


@lecture_differee
@lecteurs
def etablissements_export(request, format):
    """Les mêmes, toutes pages, dans l'ordre de l'écran."""
    filtre, table = _etablissements(request)
    exportees = toutes(request, table)
    return ETABLISSEMENTS.telecharger(request, exportees, format=format, filtre=filtre)


def _du_recensement(request):
    """Tout ce dont il dépend, hors le compte : lui non plus ne nomme personne."""
    jour = jour_demande(request)
    # La version des données ne couvre pas les recherches ; elles ne paraissent qu'aujourd'hui.
    ouvertes = Recrutement.objects.ouverts().order_by("pk")
    recherches = ouvertes.values_list("pk", "etablissement", "fonction")
    recherches = list(recherches) if jour == localdate() else []
    return pays(le=jour).jeton, jour, localdate(), request.get_full_path(), recherches


@lecture_differee
@membres
@revalidee(_du_recensement)
def recensement(request):
    """Les établissements non ou insuffisamment pourvus (convention, article 1 ; 1.4)."""
    filtre, table = _recensement(request)
    configurer(request, table)
    montrees = [rangee.record for rangee in table.paginated_rows]
    dater(montrees)
    contexte = {
        "disp": None,
        "filtre": filtre,
        "table": table,
        "montres": [ligne.etablissement for ligne in montrees],
    }
    return render(request, "suivi/recensement.html", contexte)


@lecture_differee
@membres
def recensement_export(request, format):
    """Exactement ce que montre le recensement, toutes pages, dans un tableur."""
    filtre, table = _recensement(request)
    exportees = toutes(request, table)
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


def _etablissements(request):
    filtre = FiltreForm(request.GET)
    trouvees = filtrer(lignes(request.user, le=jour_demande(request)), filtre.criteres())
    return filtre, EtablissementTable(LignesDatees(trouvees))


def _recensement(request):
    filtre = FiltreRecensementForm(request.GET)
    trouvees = filtrer(lignes(request.user, le=jour_demande(request)), filtre.criteres())
    return filtre, RecensementTable(LignesDatees(trouvees))
