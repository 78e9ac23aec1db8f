"""Où une action se fait : un établissement, une DISP ou la France, selon qui la note."""

import datetime as dt
from typing import NamedTuple

from engagements.models import Niveau
from engagements.models.territoire import etablissements_suivis
from etablissements.models import DirectionInterregionale, Etablissement

FRANCE = "france"
_DISP = "disp:"


class Lieu(NamedTuple):
    """Le niveau, et selon lui l'établissement ou la DISP."""

    niveau: Niveau
    etablissement: Etablissement | None = None
    disp: DirectionInterregionale | None = None


def lieux_proposes(utilisateur, *, le: dt.date) -> list[tuple[str, str]]:
    """(valeur, libellé) : la France aux directions, sa DISP au délégué, à tous leurs prisons."""
    droits, choix = utilisateur.droits, []
    if droits.est_direction:
        choix.append((FRANCE, "Toute la France"))
    choix += [(f"{_DISP}{d.code}", f"DISP {d}, toute la région") for d in disps_ou_noter(droits)]
    siens = etablissements_suivis(utilisateur).ouverts(le=le)
    return choix + [(e.code, str(e)) for e in siens.order_by("nom")]


def lire_lieu(valeur: str) -> Lieu:
    """Le lieu qu'un choix désigne."""
    if valeur == FRANCE:
        return Lieu(Niveau.NATIONAL)
    if valeur.startswith(_DISP):
        disp = DirectionInterregionale.objects.get(code=valeur.removeprefix(_DISP))
        return Lieu(Niveau.REGIONAL, disp=disp)
    return Lieu(Niveau.LOCAL, etablissement=Etablissement.objects.get(code=valeur))


def valeur_du_lieu(action) -> str:
    """Le choix qui désigne le lieu d'une action."""
    if action.etablissement:
        return action.etablissement.code
    return f"{_DISP}{action.disp.code}" if action.disp else FRANCE


def libelle_du_lieu(action) -> str:
    """Le nom de l'établissement, « DISP Lyon » ou « France »."""
    if action.etablissement:
        return str(action.etablissement)
    return f"DISP {action.disp}" if action.disp else "France"


def disps_ou_noter(droits):
    """Les DISP dont ce compte note les actions régionales."""
    if droits.est_direction:
        return DirectionInterregionale.objects.all()
    return DirectionInterregionale.objects.filter(pk__in=droits.disps)
