"""Ce que les responsables locaux attestent : « liste toujours exacte », besoin non couvert."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from benevoles.perimetre import Fonction
from etablissements.models import Etablissement
from partenariat.histoire import Histoire, QuerySetSuivi


class ConfirmationListe(models.Model):
    """Un responsable a attesté, un jour, que la liste d'un établissement est exacte."""

    change_la_version = True
    touche = "etablissement"

    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="confirmations", verbose_name="établissement"
    )
    fonction = models.CharField("liste", max_length=2, choices=Fonction)
    le = models.DateField("confirmée le")
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="par",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "confirmation de liste"
        verbose_name_plural = "confirmations de liste"
        ordering = ["-le"]
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "fonction", "le"], name="une_confirmation_par_jour"
            )
        ]

    def __str__(self):
        return f"liste {self.fonction} de {self.etablissement} confirmée le {self.le:%d/%m/%Y}"

    @classmethod
    def confirmer(cls, etablissement, fonction, *, le, par):
        """Atteste la liste ce jour-là ; deux clics le même jour ne font qu'une confirmation."""
        confirmation, _ = cls.objects.update_or_create(
            etablissement=etablissement, fonction=fonction, le=le, defaults={"par": par}
        )
        return confirmation


class BesoinDeclare(models.Model):
    """Le besoin de VP que la section déclare ; le dernier déclaré vaut jusqu'au suivant."""

    change_la_version = True
    touche = "etablissement"

    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="besoins", verbose_name="établissement"
    )
    le = models.DateField("déclaré le")
    vp_manquants = models.PositiveSmallIntegerField("visiteurs manquants", default=0)
    attente_mois = models.PositiveSmallIntegerField("attente, en mois", default=0)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="par",
        null=True,
        blank=True,
    )
    history = Histoire("histoire du besoin déclaré")

    objects = QuerySetSuivi.as_manager()

    class Meta:
        verbose_name = "besoin déclaré"
        verbose_name_plural = "besoins déclarés"
        ordering = ["-le"]
        constraints = [
            models.UniqueConstraint(fields=["etablissement", "le"], name="un_besoin_par_jour"),
            models.CheckConstraint(
                name="besoin_declare_plausible",
                condition=Q(vp_manquants__lte=200, attente_mois__lte=120),
                violation_error_message="Ce nombre paraît trop grand : vérifiez-le.",
            ),
        ]

    def __str__(self):
        return f"{self.vp_manquants} VP manquants au {self.le:%d/%m/%Y}"
