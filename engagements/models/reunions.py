"""Les réunions, ceux qu'on y invite, et l'agenda de chacun (convention, 2.1, 4.3, 4.4, 5.3)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Benevole
from engagements.models.convention import Niveau
from engagements.models.territoire import TerritoireQuerySet, niveau_et_territoire
from etablissements.models import DirectionInterregionale, Etablissement
from partenariat.concurrence import Versionne
from partenariat.models import Association


class ReunionQuerySet(TerritoireQuerySet):
    def visibles_par(self, utilisateur):
        """Celles de son territoire, celles où l'on est invité, celles qu'on organise."""
        invite = Convocation.objects.filter(reunion=OuterRef("pk")).filter(
            Q(compte=utilisateur) | Q(benevole__utilisateur=utilisateur)
        )
        territoire = super().visibles_par(utilisateur).values("pk")
        return self.filter(Q(Exists(invite)) | Q(cree_par=utilisateur) | Q(pk__in=territoire))

    def modifiables_par(self, utilisateur):
        """L'auteur, et la direction de l'association qui organise."""
        condition = Q(cree_par=utilisateur)
        if utilisateur.droits.direction:
            condition |= Q(organisateur=utilisateur.droits.direction)
            condition |= Q(organisateur=Reunion.Organisateur.ADMINISTRATION, niveau="national")
        return self.filter(condition)

    def maintenues(self):
        return self.filter(annulee_le=None)


class Reunion(Versionne):
    """Une réunion, à une heure et en un lieu. `sequence` : la version de l'événement d'agenda."""

    class Organisateur(models.TextChoices):
        ANVP = "ANVP", "l’ANVP"
        AUXILIA = "AUXILIA", "AUXILIA"
        ENSEMBLE = "AX", "les deux associations"
        ADMINISTRATION = "ADMIN", "l’Administration"

    class Genre(models.TextChoices):
        """Types tirés du dossier de domaine (R17, 4.3, 2.1, 5.3)."""

        TRIMESTRIELLE = "trimestrielle", "réunion trimestrielle d’établissement"
        EVALUATION = "evaluation", "conseil d’évaluation"
        CPU = "cpu", "commission pluridisciplinaire unique"
        ASSOCIATION = "association", "réunion d’association"
        DIRECTIONS = "directions", "rencontre entre directions"
        FORMATION = "formation", "réflexion commune sur la formation"
        AUTRE = "autre", "autre réunion"

    class Theme(models.TextChoices):
        """Les trois thèmes de la réflexion commune sur la formation (convention, 5.3)."""

        BESOINS = "besoins", "besoins"
        PEDAGOGIE = "pedagogie", "pédagogie"
        FINANCEMENTS = "financements", "financements"

    titre = models.CharField("titre", max_length=120)
    genre = models.CharField("type", max_length=13, choices=Genre)
    organisateur = models.CharField("organisée par", max_length=7, choices=Organisateur)
    niveau = models.CharField("niveau", max_length=8, choices=Niveau)
    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="reunions",
        verbose_name="établissement",
        null=True,
        blank=True,
    )
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="reunions",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=200, blank=True)
    lien = models.URLField("lien de visioconférence", max_length=300, blank=True)
    ordre_du_jour = models.TextField("ordre du jour", max_length=4000, blank=True)
    themes = models.JSONField("thèmes", default=list, blank=True)
    compte_rendu = models.TextField("compte rendu", max_length=20_000, blank=True)
    compte_rendu_envoye_le = models.DateTimeField(
        "compte rendu envoyé le", null=True, blank=True, editable=False
    )
    invitations_envoyees_le = models.DateTimeField(
        "invitations envoyées le", null=True, blank=True, editable=False
    )
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("séquence", default=0, editable=False)
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="créée par",
        null=True,
        editable=False,
    )

    objects = ReunionQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion"
        ordering = ["-debut", "-pk"]
        indexes = [models.Index(fields=["debut", "niveau"])]
        constraints = [
            niveau_et_territoire("reunion"),
            models.CheckConstraint(
                name="reunion_finit_apres_avoir_commence",
                condition=Q(fin__gt=F("debut")),
                violation_error_message="La réunion finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="reunion_quelque_part",
                condition=~Q(lieu="") | ~Q(lien=""),
                violation_error_message="Indiquez un lieu, ou un lien de visioconférence.",
            ),
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("reunion", args=[self.pk])


class ConvocationQuerySet(models.QuerySet):
    def de(self, utilisateur):
        """Celles qui s'adressent à ce compte, directement ou par sa fiche de bénévole."""
        return self.filter(Q(compte=utilisateur) | Q(benevole__utilisateur=utilisateur))

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
    def courriel(self) -> str:
        """L'adresse où l'inviter ; vide si l'on n'en connaît pas."""
        if self.compte:
            return self.compte.email
        compte = self.benevole.utilisateur
        return self.benevole.courriel or (compte.email if compte else "")


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
