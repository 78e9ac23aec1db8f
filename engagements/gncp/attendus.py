"""L'échéance de l'étude est passée : une direction note ce qui a été fait."""

import datetime as dt

from django.urls import reverse

from engagements.attendus import Attendu
from engagements.gncp.etude import etude
from engagements.models import EtapeGncp


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Pour les directions ; une requête."""
    suite = etude(EtapeGncp.objects.modifiables_par(utilisateur), le=le).prochaine_le
    if suite is None or suite >= le:
        return []
    phrase = f"Étude du GNCP : l’échéance du {suite:%d/%m/%Y} est passée, notez la suite."
    return [Attendu(suite, phrase, reverse("gncp"))]
