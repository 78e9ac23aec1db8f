"""Les positions communes dont la dernière version attend l'accord de ma direction."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from engagements.attendus import Attendu
from engagements.models import AccordPosition, VersionPosition
from engagements.positions.etat import DE_QUI


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Pour les directions ; une requête."""
    association = utilisateur.droits.direction
    if association is None:
        return []
    accords = AccordPosition.objects.filter(version=OuterRef("pk"), association=association)
    versions = VersionPosition.objects.dernieres().filter(~Exists(accords), ecrite_le__date__lte=le)
    return [
        Attendu(
            localdate(version.ecrite_le),
            f"Position commune « {version.position} » : la version {version.numero} attend l’accord"
            f" {DE_QUI[association]}.",
            version.get_absolute_url(),
        )
        for version in versions.select_related("position").order_by("ecrite_le")
    ]
