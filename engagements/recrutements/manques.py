"""Y a-t-il un manque, et peut-on y chercher quelqu'un ? La couverture du jour répond."""

import datetime as dt

from benevoles.couverture.calcul import Couverture
from benevoles.couverture.panorama import couvertures_de
from benevoles.couverture.statuts import StatutVP
from benevoles.models import Fonction
from engagements.models import Recrutement

PAS_OUVERT = "Cet établissement n’est pas ouvert : on n’y cherche personne."
INCONNU = (
    "On ne sait pas s’il manque quelqu’un : la liste n’est pas confirmée depuis plus d’un an."
    " Confirmez-la d’abord."
)
POURVU = "Il ne manque personne dans cet établissement aujourd’hui."
DEJA = "Une recherche est déjà en cours pour cet établissement, responsable : {}."
SANS_RESPONSABLE = "personne"


def manque(couverture: Couverture, fonction) -> bool:
    return couverture.manque_vp if fonction == Fonction.VP else couverture.manque_cp


def statut(couverture: Couverture, fonction) -> str:
    return couverture.statut_vp if fonction == Fonction.VP else couverture.statut_cp


def empechement(etablissement, fonction, *, le: dt.date) -> str:
    """Pourquoi on ne peut pas y lancer une recherche ; vide si on le peut."""
    if not etablissement.est_ouvert(le):
        return PAS_OUVERT
    deja = Recrutement.objects.ouverts().select_related("responsable")
    if ouvert := deja.filter(etablissement=etablissement, fonction=fonction).first():
        return DEJA.format(ouvert.responsable or SANS_RESPONSABLE)
    [couverture] = couvertures_de([etablissement], le=le)
    if manque(couverture, fonction):
        return ""
    return INCONNU if statut(couverture, fonction) == StatutVP.INCONNU else POURVU
