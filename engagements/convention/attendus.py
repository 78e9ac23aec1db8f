"""Ce que le suivi thématique attend d'une direction : son appréciation, ses décisions échues."""

import datetime as dt

from django.db.models import Exists, OuterRef

from engagements.attendus import Attendu
from engagements.models import Appreciation, Convention, Decision, PointDeSuivi
from engagements.models.convention import Porteur


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Pour les directions, dans la convention en vigueur ; rien pour les autres."""
    association = utilisateur.droits.direction
    if association is None:
        return []
    convention = Convention.objects.du_jour(le)
    return [*_appreciations(convention, association, le), *_decisions(convention, association, le)]


def _appreciations(convention, association, le):
    """Les points où l'association n'a encore rien dit."""
    siennes = Appreciation.objects.filter(point=OuterRef("pk"), association=association)
    points = PointDeSuivi.objects.filter(
        ~Exists(siennes), categorie__convention=convention, le__lte=le
    )
    return [
        Attendu(
            point.le,
            f"Point de suivi « {point} » : l’appréciation de votre association manque.",
            point.get_absolute_url(),
        )
        for point in points.order_by("le")
    ]


def _decisions(convention, association, le):
    """Les décisions échues que l'association porte, seule ou avec l'autre."""
    echues = Decision.objects.filter(
        point__categorie__convention=convention,
        porteur__in=[association, Porteur.ENSEMBLE],
        echeance__lt=le,
        faite_le=None,
        abandonnee_le=None,
    )
    return [
        Attendu(d.echeance, f"Décision à tenir : {d}.", d.point.get_absolute_url())
        for d in echues.select_related("point").order_by("echeance")
    ]
