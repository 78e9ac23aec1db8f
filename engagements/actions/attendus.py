"""Ce que ce sujet attend de quelqu'un : ses actions prévues passées, un accord, le GNCP."""

import datetime as dt

from engagements.attendus import Attendu
from engagements.gncp.attendus import attendus as du_gncp
from engagements.models import Action
from engagements.positions.attendus import attendus as des_positions


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Trois requêtes au plus."""
    return [
        *_actions_passees(utilisateur, le),
        *des_positions(utilisateur, le=le),
        *du_gncp(utilisateur, le=le),
    ]


def _actions_passees(utilisateur, le):
    """Les miennes, prévues, dont le jour est passé : faites, remises ou abandonnées ?"""
    if not utilisateur.droits.peut_saisir:
        return []
    prevues = Action.objects.modifiables_par(utilisateur).filter(
        cree_par=utilisateur, etat=Action.Etat.PREVUE, le__lt=le
    )
    return [
        Attendu(
            action.le,
            f"Action prévue le {action.le:%d/%m/%Y} : « {action} » a-t-elle été faite ?",
            action.get_absolute_url(),
        )
        for action in prevues.order_by("le")
    ]
