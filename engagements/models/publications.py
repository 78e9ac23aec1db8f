"""Les informations d'intérêt commun (convention, 4.2) : l'une les écrit, l'autre les accepte."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from partenariat.concurrence import Versionne
from partenariat.models import Association


class PublicationQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les siennes ; celles que l'autre a proposées, ou déjà publiées : jamais ses brouillons.

        Directions et délégués seulement : eux seuls écrivent et acceptent.
        """
        droits = utilisateur.droits
        if not droits.peut_piloter:
            return self.none()
        return self.filter(Q(association=droits.association) | Q(proposee_le__isnull=False))

    def modifiables_par(self, utilisateur):
        """Celles de son association, tant qu'elles ne sont pas archivées."""
        siennes = self.visibles_par(utilisateur).filter(archivee_le=None)
        return siennes.filter(association=utilisateur.droits.association or "")

    def acceptables_par(self, utilisateur):
        """Celles que l'autre association a proposées et qui attendent la sienne."""
        return (
            self.visibles_par(utilisateur)
            .filter(proposee_le__isnull=False, acceptee_le=None, archivee_le=None)
            .exclude(association=utilisateur.droits.association or "")
        )

    def renvoyees(self):
        """Celles que l'autre a renvoyées avec une remarque, pas encore reproposées."""
        return self.filter(proposee_le=None).exclude(remarque="")

    def publiques(self, *, maintenant: dt.datetime):
        """Acceptées, dont l'heure est venue, et pas archivées : la page publique et le flux."""
        return self.filter(acceptee_le__isnull=False, publier_le__lte=maintenant, archivee_le=None)


class Publication(Versionne):
    """Une note en Markdown. L'état se déduit des dates."""

    titre = models.CharField("titre", max_length=120)
    chapo = models.CharField("en une phrase", max_length=300)
    texte = models.TextField("texte", max_length=20_000)
    association = models.CharField("écrite par", max_length=7, choices=Association, editable=False)
    publier_le = models.DateTimeField("à publier le", default=timezone.now)
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True, editable=False)
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True, editable=False)
    acceptee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="acceptée par",
        null=True,
        editable=False,
    )
    accord_de = models.CharField(
        "acceptée au nom de", max_length=7, choices=Association, blank=True, editable=False
    )
    remarque = models.CharField("ce que l’autre demande de revoir", max_length=300, blank=True)
    archivee_le = models.DateTimeField("archivée le", null=True, blank=True, editable=False)
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="écrite par",
        null=True,
        editable=False,
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        ordering = ["-publier_le", "-pk"]
        indexes = [models.Index(fields=["publier_le", "archivee_le"])]
        constraints = [
            models.CheckConstraint(
                name="publication_acceptee_par_l_autre",
                condition=Q(acceptee_le=None, accord_de="")
                | (
                    Q(acceptee_le__isnull=False, proposee_le__isnull=False)
                    & ~Q(accord_de="")
                    & ~Q(accord_de=F("association"))
                ),
                violation_error_message="C’est à l’autre association d’accepter.",
            )
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("publication", args=[self.pk])

    @property
    def adresse_publique(self) -> str:
        return reverse("info", args=[self.pk, slugify(self.titre) or "information"])

    @property
    def retouchee_le(self):
        """Le dernier changement visible : tout changement de texte demande un nouvel accord."""
        return max(self.publier_le, self.acceptee_le)

    def etat(self, maintenant: dt.datetime) -> str:
        """En un mot, ce que montre la liste."""
        if self.archivee_le:
            return "archivée"
        if self.acceptee_le:
            return "publiée" if self.publier_le <= maintenant else "programmée"
        if self.proposee_le:
            return "à accepter"
        return "renvoyée" if self.remarque else "brouillon"

    def proposer(self, *, par, maintenant: dt.datetime):
        self.proposee_le, self.remarque = maintenant, ""
        self.enregistrer(par=par)

    def accepter(self, *, par, maintenant: dt.datetime):
        """Au nom de l'association de ce compte, qui n'est jamais celle qui a écrit."""
        self.acceptee_le, self.acceptee_par = maintenant, par
        self.accord_de, self.remarque = par.droits.association, ""
        self.enregistrer(par=par)

    def renvoyer(self, remarque, *, par):
        self.proposee_le, self.remarque = None, remarque
        self.enregistrer(par=par)

    def annuler_l_accord(self, *, maintenant: dt.datetime):
        """Le texte a changé : l'autre association doit relire ; rien ne reste publié d'ici là."""
        self.acceptee_le, self.acceptee_par, self.accord_de = None, None, ""
        self.proposee_le = maintenant


class Parution(models.Model):
    """Où une information a paru, dans les médias de l'une ou de l'autre (4.2, indicateurs)."""

    class Media(models.TextChoices):
        SITE = "site", "site"
        LETTRE = "lettre", "lettre d’information"
        REVUE = "revue", "revue"
        RESEAU = "reseau", "réseau social"

    publication = models.ForeignKey(
        Publication, models.CASCADE, related_name="parutions", verbose_name="publication"
    )
    association = models.CharField("association", max_length=7, choices=Association)
    media = models.CharField("média", max_length=6, choices=Media)
    le = models.DateField("parue le")
    adresse = models.URLField("adresse", max_length=300, blank=True)

    class Meta:
        verbose_name = "parution"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "association", "media"],
                name="parution_une_fois_par_media",
                violation_error_message="Cette parution est déjà notée.",
            )
        ]

    def __str__(self):
        return f"{self.get_media_display()} de {self.get_association_display()}"
