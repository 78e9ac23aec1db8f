"""Les boîtes communes des SPIP : on écrit au service, pas seulement à des personnes."""

from django.db import models

from etablissements.models import Antenne, Spip
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement


class BoiteSpipQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur):
        """Les agents, celle de leur service ; les directions, toutes."""
        droits = utilisateur.droits
        return self if droits.est_direction else self.filter(spip__in=droits.spips)


class BoiteSpip(Periode):
    """L'adresse commune d'un SPIP, ou de l'une de ses antennes, pendant une période."""

    spip = models.ForeignKey(Spip, models.PROTECT, related_name="boites", verbose_name="SPIP")
    antenne = models.ForeignKey(
        Antenne,
        models.PROTECT,
        related_name="boites",
        verbose_name="antenne",
        null=True,
        blank=True,
    )
    courriel = models.EmailField("adresse électronique commune")

    objects = BoiteSpipQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "boîte commune"
        verbose_name_plural = "boîtes communes"
        ordering = ["spip", "courriel"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="boite_sans_chevauchement",
                cle=["spip", "courriel"],
                violation_error_message="Cette adresse est déjà celle de ce service.",
            ),
        ]

    def __str__(self):
        return self.courriel
