"""Les réunions : qui les voit, qui les tient à jour (convention, 2.1, 4.3, 4.4, 5.3)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from engagements.models.convention import Niveau
from engagements.models.territoire import TerritoireQuerySet, niveau_et_territoire
from etablissements.models import DirectionInterregionale, Etablissement
from partenariat.concurrence import Versionne
from partenariat.models import Association


class ReunionQuerySet(TerritoireQuerySet):
    def visibles_par(self, utilisateur):
        """Celles de son territoire, celles où l'on est invité, celles qu'on organise."""
        territoire = super().visibles_par(utilisateur).values("pk")
        return self.filter(
            self._invite(utilisateur) | Q(cree_par=utilisateur) | Q(pk__in=territoire)
        )

    def modifiables_par(self, utilisateur):
        """L'auteur, la direction de qui organise, et son délégué dans sa DISP.

        Chaque association répond des réunions communes et de celles de l'Administration.
        """
        droits = utilisateur.droits
        condition = Q(cree_par=utilisateur)
        communes = [Reunion.Organisateur.ENSEMBLE, Reunion.Organisateur.ADMINISTRATION]
        if droits.direction:
            condition |= Q(organisateur__in=[droits.direction, *communes])
        if droits.delegation:
            de_sa_disp = Q(disp__in=droits.disps) | Q(etablissement__disp__in=droits.disps)
            condition |= de_sa_disp & Q(organisateur__in=[droits.delegation, *communes])
        return self.filter(condition)

    def miennes(self, utilisateur):
        """Celles où ce compte est invité, et celles qu'il a créées."""
        return self.filter(self._invite(utilisateur) | Q(cree_par=utilisateur))

    def maintenues(self):
        return self.filter(annulee_le=None)

    def a_venir(self, *, maintenant):
        return self.filter(fin__gt=maintenant)

    def tenues(self, *, maintenant):
        """Elles ont fini, et n'avaient pas été annulées."""
        return self.maintenues().filter(fin__lte=maintenant)

    def d_une_association(self):
        """Régionales et nationales d'une seule : l'autre y est invitée (convention, 4.4)."""
        return self.exclude(niveau=Niveau.LOCAL).filter(organisateur__in=Association.values)

    def avec_homologue(self):
        """Annote `homologue_invite` : quelqu'un de l'autre association a été invité, vraiment."""
        autres = _convocations().exclude(association=OuterRef("organisateur"))
        invites = Exists(autres.filter(reunion=OuterRef("pk")))
        return self.annotate(
            homologue_invite=Case(
                When(Q(invites, invitations_envoyees_le__isnull=False), then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )

    def sans_homologue(self):
        """Celles que la convention demande d'ouvrir, et où l'autre n'est pas invitée (R27)."""
        siennes = self.maintenues().d_une_association()
        return siennes.avec_homologue().filter(homologue_invite=False)

    def avec_presences(self):
        """Annote `les_deux` : chaque association y avait quelqu'un."""
        presents = _convocations().filter(reunion=OuterRef("pk"), present=True)
        cotes = [Exists(presents.filter(association=association)) for association in Association]
        return self.annotate(
            les_deux=Case(
                When(Q(*cotes), then=True), default=False, output_field=models.BooleanField()
            )
        )

    @staticmethod
    def _invite(utilisateur):
        siennes = _convocations().de(utilisateur)
        return Q(Exists(siennes.filter(reunion=OuterRef("pk"))))


def _convocations():
    return Reunion.convocations.rel.related_model.objects.vivantes()


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

    @property
    def conviees(self) -> tuple[Association, ...]:
        """Les associations dont on invite les gens : l'autre, ou les deux."""
        if self.organisateur in Association.values:
            return (Association(self.organisateur).autre,)
        return tuple(Association)

    @property
    def invite_l_autre(self) -> bool:
        """La convention (4.4) demande d'y inviter l'autre association."""
        return self.niveau != Niveau.LOCAL and self.organisateur in Association.values

    @property
    def territoire(self) -> str:
        """Où elle compte, en clair."""
        if self.etablissement:
            return str(self.etablissement)
        return f"DISP {self.disp}" if self.disp else "France entière"
