"""Ceux qu'on invite à une réunion, ce qu'ils répondent, et l'agenda de chacun."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from benevoles.models import Benevole
from engagements.models.reunions import Reunion
from partenariat.models import Association


class ConvocationQuerySet(models.QuerySet):
    def de(self, utilisateur):
        """Celles qui s'adressent à ce compte, directement ou par sa fiche de bénévole."""
        return self.filter(Q(compte=utilisateur) | Q(benevole__utilisateur=utilisateur))

    def nommees(self):
        """Avec la personne et son compte."""
        return self.select_related("compte", "benevole__utilisateur")

    def vivantes(self):
        """Tant que la personne est invitée : on ne l'a pas retirée de la liste."""
        return self.filter(retiree_le=None)


class Convocation(models.Model):
    """Quelqu'un est invité à une réunion, à un titre, pour une association."""

    class Reponse(models.TextChoices):
        ATTENDUE = "", "attendue"
        ACCEPTE = "accepte", "sera là"
        DECLINE = "decline", "ne viendra pas"
        REMPLACE = "remplace", "se fait remplacer"

    reunion = models.ForeignKey(
        Reunion, models.CASCADE, related_name="convocations", verbose_name="réunion"
    )
    benevole = models.ForeignKey(
        Benevole,
        models.CASCADE,
        related_name="convocations",
        verbose_name="bénévole",
        null=True,
        blank=True,
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="convocations",
        verbose_name="compte",
        null=True,
        blank=True,
    )
    association = models.CharField("association", max_length=7, choices=Association)
    titre = models.CharField("invité comme", max_length=80)
    d_office = models.BooleanField("homologue invité d’office", default=False)
    invitee_le = models.DateTimeField("invité le", default=timezone.now)
    retiree_le = models.DateTimeField("retiré le", null=True, blank=True)
    reponse = models.CharField("réponse", max_length=8, choices=Reponse, blank=True, default="")
    repondue_le = models.DateTimeField("réponse le", null=True, blank=True)
    remplacant = models.CharField("remplacé par", max_length=120, blank=True)
    present = models.BooleanField("présent", null=True, blank=True)

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation"
        ordering = ["association", "titre", "pk"]
        constraints = [
            models.CheckConstraint(
                name="convocation_d_un_benevole_ou_d_un_compte",
                condition=Q(benevole=None, compte__isnull=False)
                | Q(benevole__isnull=False, compte=None),
            ),
            models.UniqueConstraint(
                fields=["reunion", "benevole"],
                condition=Q(retiree_le=None, benevole__isnull=False),
                name="un_benevole_invite_une_fois",
                violation_error_message="Cette personne est déjà invitée.",
            ),
            models.UniqueConstraint(
                fields=["reunion", "compte"],
                condition=Q(retiree_le=None, compte__isnull=False),
                name="un_compte_invite_une_fois",
                violation_error_message="Cette personne est déjà invitée.",
            ),
            models.CheckConstraint(
                name="remplacant_nomme",
                condition=(Q(reponse="remplace") & ~Q(remplacant=""))
                | (~Q(reponse="remplace") & Q(remplacant="")),
                violation_error_message="Dites qui vient à votre place.",
            ),
            models.CheckConstraint(
                name="reponse_datee",
                condition=Q(reponse="", repondue_le=None)
                | (~Q(reponse="") & Q(repondue_le__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.personne}, {self.titre}"

    @property
    def personne(self):
        """Le bénévole ou le compte invité."""
        return self.benevole or self.compte

    @property
    def son_compte(self):
        """Le compte de la personne, s'il sert encore."""
        compte = self.compte or self.benevole.utilisateur
        return compte if compte and compte.is_active else None

    @property
    def courriel(self) -> str:
        """L'adresse où l'inviter ; vide si l'on n'en connaît pas."""
        compte = self.son_compte
        return compte.email if compte else (self.benevole.courriel if self.benevole else "")


class AbonnementAgenda(models.Model):
    """Le flux d'agenda d'un compte : une adresse secrète, qu'un nouveau tirage révoque."""

    compte = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="abonnement_agenda",
        verbose_name="compte",
    )
    tirage = models.UUIDField("tirage", default=uuid.uuid4, unique=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    lu_le = models.DateTimeField("lu pour la dernière fois le", null=True, blank=True)

    class Meta:
        verbose_name = "abonnement d’agenda"
        verbose_name_plural = "abonnements d’agenda"

    def __str__(self):
        return f"agenda de {self.compte}"
