"""Les recherches telles qu'une liste ou un tableur les montrent, et le temps qu'elles prennent."""

from statistics import mean
from typing import NamedTuple

from django.db.models import Count, Q

from benevoles.telechargements import Tableau
from engagements.models import Candidat, Recrutement

ENTETES = (
    *("Établissement", "DISP", "On cherche", "Responsable", "Ouverte le", "À pourvoir avant le"),
    *("Close le", "Issue", "Jours", "Candidats en cours", "Candidats agréés"),
)
EN_LICE = ~Q(candidats__etape__in=Candidat.ARRIVES) & ~Q(candidats=None)


class Delais(NamedTuple):
    """Combien de recherches ont abouti, et en combien de jours de l'ouverture à la couverture."""

    abouties: int
    moyenne: int | None


def recrutements_de(lecteur):
    """Les recherches que ce lecteur voit, et leurs candidats en nombre ; une requête."""
    visibles = Recrutement.objects.visibles_par(lecteur)
    return visibles.select_related("etablissement__disp", "responsable").annotate(
        en_lice=Count("candidats", filter=EN_LICE),
        agrees=Count("candidats", filter=Q(candidats__etape=Candidat.Etape.AGREE)),
    )


def delais(recrutements) -> Delais:
    """De l'ouverture à la couverture ; celles qu'on a abandonnées ne comptent pas."""
    pourvues = recrutements.filter(issue=Recrutement.Issue.POURVU).order_by()
    jours = [(clos - ouvert).days for ouvert, clos in pourvues.values_list("ouvert_le", "clos_le")]
    return Delais(len(jours), round(mean(jours)) if jours else None)


def _rangee(r):
    """Les candidats n'y sont que des nombres ; le responsable y est nommé."""
    return [
        str(r.etablissement),
        r.etablissement.disp.libelle,
        r.get_fonction_display(),
        str(r.responsable or ""),
        r.ouvert_le,
        r.echeance,
        r.clos_le or "",
        r.get_issue_display(),
        "" if r.est_ouvert else r.duree,
        r.en_lice,
        r.agrees,
    ]


RECRUTEMENTS = Tableau("Recrutements", "recrutements", ENTETES, _rangee, personnel=True)
