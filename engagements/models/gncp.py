"""L'étude d'une adhésion d'AUXILIA au GNCP (convention, 3.1) : étudier, pas adhérer."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from partenariat.concurrence import Versionne
from partenariat.models import Association


class EtapeGncpQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les directions et les délégués des deux associations."""
        return self.all() if utilisateur.droits.peut_piloter else self.none()

    def modifiables_par(self, utilisateur):
        """Les deux directions."""
        return self.all() if utilisateur.droits.est_direction else self.none()


class EtapeGncp(Versionne):
    """Une étape datée de l'étude : ce qui a été fait, par qui, et la suite prévue."""

    class Nature(models.TextChoices):
        OUVERTURE = "ouverture", "ouverture de l’étude"
        AIDE = "aide", "aide de l’ANVP"
        CONTACT = "contact", "contact avec le GNCP"
        PIECE = "piece", "pièce préparée"
        POINT = "point", "point d’étape"
        FAVORABLE = "favorable", "conclusion favorable"
        DEFAVORABLE = "defavorable", "conclusion défavorable"
        ADHESION = "adhesion", "adhésion au GNCP"

    CONCLUSIONS = ("favorable", "defavorable")

    le = models.DateField("date")
    nature = models.CharField("étape", max_length=11, choices=Nature)
    association = models.CharField("par", max_length=7, choices=Association)
    texte = models.TextField("ce qui a été fait ou décidé", max_length=4000)
    prochaine_le = models.DateField("prochaine échéance", null=True, blank=True)
    cree_le = models.DateTimeField("notée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="notée par",
        null=True,
        editable=False,
    )

    objects = EtapeGncpQuerySet.as_manager()

    class Meta:
        verbose_name = "étape de l’étude GNCP"
        verbose_name_plural = "étapes de l’étude GNCP"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="aide_de_l_anvp_par_l_anvp",
                condition=~Q(nature="aide") | Q(association="ANVP"),
                violation_error_message="L’aide de l’ANVP est apportée par l’ANVP.",
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()} ({self.le:%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("gncp")
