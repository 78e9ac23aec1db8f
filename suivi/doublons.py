"""Les doublons probables, parmi ce qui attend qui peut les examiner."""

import datetime as dt

from django.urls import reverse

from benevoles.doublons.paires import combien
from engagements.attendus import Attendu


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Une ligne pour tous, pour les directions et les délégués."""
    n = combien(utilisateur) if utilisateur.droits.peut_piloter else 0
    if not n:
        return []
    phrase = "Un doublon probable" if n == 1 else f"{n} doublons probables"
    return [Attendu(le, f"{phrase} parmi vos fiches, à examiner.", reverse("doublons"))]
