"""Les doublons probables, parmi ce qui attend qui peut les examiner."""

import datetime as dt

from django.urls import reverse

from benevoles.models import PaireProbable
from engagements.attendus import Attendu

BEAUCOUP = 1000  # les compter tous se ferait attendre, et n'apprendrait rien


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Une ligne pour tous, pour les directions et les délégués ; ceux que la nuit a trouvés."""
    if not utilisateur.droits.peut_piloter:
        return []
    siennes = PaireProbable.objects.visibles_par(utilisateur).order_by()
    n = siennes[: BEAUCOUP + 1].count()
    if not n:
        return []
    phrase = "Un doublon probable" if n == 1 else f"{n} doublons probables"
    if n > BEAUCOUP:
        phrase = "Plus de mille doublons probables"
    return [Attendu(le, f"{phrase} parmi vos fiches, à examiner.", reverse("doublons"))]
