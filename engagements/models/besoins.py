"""Le recueil des besoins de formation (convention, 5.3) : des questions, des réponses sommées."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from etablissements.models import DirectionInterregionale
from partenariat.concurrence import Versionne
from partenariat.models import Association
from partenariat.periodes import Periode, PeriodeQuerySet


class EnqueteQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur):
        """Tous les membres : chacun répond, chacun lit les résultats d'ensemble."""
        return self.all() if utilisateur.droits.est_membre else self.none()


class Enquete(Versionne, Periode):
    """Un recueil des besoins de formation (convention, 5.3) : quelques questions fermées."""

    titre = models.CharField("titre", max_length=120)

    objects = EnqueteQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "enquête sur les besoins"
        verbose_name_plural = "enquêtes sur les besoins"
        ordering = ["-debut", "-pk"]
        constraints = [*Periode.Meta.constraints]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("enquete", args=[self.pk])

    def est_ouverte(self, *, le) -> bool:
        return self.debut <= le and not self.est_close(le=le)

    def est_close(self, *, le) -> bool:
        return self.fin is not None and self.fin < le

    def etat(self, *, le) -> str:
        if self.est_close(le=le):
            return "close"
        return "ouverte" if self.est_ouverte(le=le) else "à venir"


class Question(models.Model):
    """Une question à choix : `choix` est la liste des réponses possibles."""

    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="questions", verbose_name="enquête"
    )
    rang = models.PositiveSmallIntegerField("rang")
    libelle = models.CharField("question", max_length=200)
    choix = models.JSONField("réponses possibles", default=list)
    plusieurs = models.BooleanField("plusieurs réponses possibles", default=False)

    class Meta:
        verbose_name = "question"
        ordering = ["enquete", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["enquete", "rang"], name="une_question_par_rang")
        ]

    def __str__(self):
        return self.libelle


class Participation(models.Model):
    """Les réponses d'une personne, et d'où elle répond. Les résultats n'en montrent que la somme.

    `reponses` : numéro de la question → rangs des choix retenus.
    """

    enquete = models.ForeignKey(
        Enquete, models.CASCADE, related_name="participations", verbose_name="enquête"
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="participations",
        verbose_name="compte",
    )
    association = models.CharField("association", max_length=7, choices=Association)
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    reponses = models.JSONField("réponses", default=dict)
    le = models.DateTimeField("le", default=timezone.now)

    class Meta:
        verbose_name = "participation"
        ordering = ["le"]
        constraints = [
            models.UniqueConstraint(
                fields=["enquete", "compte"],
                name="une_participation_par_compte",
                violation_error_message="Vous avez déjà répondu.",
            )
        ]

    def __str__(self):
        return f"réponses du {self.le:%d/%m/%Y}"
