"""Le suivi thématique (convention, 6.1) : pour chaque catégorie, des points datés, à deux voix."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from engagements.models.convention import Categorie, Engagement, Porteur
from partenariat.concurrence import Versionne
from partenariat.models import Association


class PointQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Tous les membres lisent ; les directions seules écrivent."""
        return self.all() if utilisateur.droits.est_membre else self.none()


class PointDeSuivi(Versionne):
    """Un point fait ensemble sur une catégorie, un jour."""

    categorie = models.ForeignKey(
        Categorie, models.PROTECT, related_name="points", verbose_name="catégorie"
    )
    le = models.DateField("date")
    titre = models.CharField("objet", max_length=120)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="créé par",
        null=True,
        editable=False,
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = "point de suivi"
        verbose_name_plural = "points de suivi"
        ordering = ["-le", "-pk"]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("point", args=[self.pk])


class Appreciation(Versionne):
    """Ce qu'une association en pense : les deux voix restent distinctes, même en désaccord."""

    class Avis(models.TextChoices):
        TENU = "tenu", "tenu"
        BONNE_VOIE = "bonne_voie", "en bonne voie"
        RETARD = "retard", "en retard"
        PAS_COMMENCE = "pas_commence", "pas commencé"

    point = models.ForeignKey(
        PointDeSuivi, models.CASCADE, related_name="appreciations", verbose_name="point"
    )
    association = models.CharField("association", max_length=7, choices=Association, editable=False)
    avis = models.CharField("appréciation", max_length=12, choices=Avis)
    commentaire = models.TextField("commentaire", max_length=4000, blank=True)
    le = models.DateTimeField("le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "appréciation"
        ordering = ["association"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "association"],
                name="une_appreciation_par_association",
                violation_error_message="Votre association a déjà donné son appréciation.",
            )
        ]

    def __str__(self):
        return f"{self.get_association_display()} : {self.get_avis_display()}"


class Decision(Versionne):
    """Ce qu'on décide à un point : qui le porte, pour quand, et ce qu'il en advient."""

    point = models.ForeignKey(
        PointDeSuivi, models.CASCADE, related_name="decisions", verbose_name="point"
    )
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        related_name="decisions",
        verbose_name="engagement",
        null=True,
        blank=True,
    )
    texte = models.CharField("décision", max_length=300)
    porteur = models.CharField("portée par", max_length=7, choices=Porteur)
    echeance = models.DateField("pour le")
    faite_le = models.DateField("faite le", null=True, blank=True)
    abandonnee_le = models.DateField("abandonnée le", null=True, blank=True)

    class Meta:
        verbose_name = "décision"
        ordering = ["echeance", "pk"]
        indexes = [models.Index(fields=["echeance"])]
        constraints = [
            models.CheckConstraint(
                name="decision_faite_ou_abandonnee",
                condition=Q(faite_le=None) | Q(abandonnee_le=None),
                violation_error_message="Une décision est faite, ou abandonnée : pas les deux.",
            )
        ]

    def __str__(self):
        return self.texte
