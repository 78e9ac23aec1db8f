"""Les rôles qu'on ne peut pas déduire d'une donnée, et les invitations à ouvrir un compte."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from benevoles.models.personnes import Benevole
from etablissements.models import DirectionInterregionale, Spip
from partenariat.models import Association
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement

VALIDITE_INVITATION = dt.timedelta(days=30)


class Genre(models.TextChoices):
    DIRECTION = "direction", "direction nationale"
    DELEGUE = "delegue", "délégué régional"
    AGENT_SPIP = "agent_spip", "agent du SPIP"
    TECHNIQUE = "technique", "administration technique"


def _bornes(sauf=""):
    """Chaque rôle a son association et son territoire, ni plus ni moins."""
    sans_association, sans_disp, sans_spip = Q(association=""), Q(disp=None), Q(spip=None)
    return (
        Q(genre=Genre.DIRECTION) & ~sans_association & sans_disp & sans_spip
        | Q(genre=Genre.DELEGUE) & ~sans_association & Q(disp__isnull=False) & sans_spip
        | Q(genre=Genre.AGENT_SPIP) & sans_association & sans_disp & Q(spip__isnull=False)
        | Q(genre__in=[Genre.TECHNIQUE, *sauf]) & sans_association & sans_disp & sans_spip
    )


class Role(Periode):
    """Direction, délégué, agent du SPIP, administration technique : saisi, daté, borné.

    Président, correspondant, suppléant et CP Auxilia n'y figurent pas : leurs droits se déduisent
    de leur mandat ou de leur affectation (`benevoles.droits`).
    """

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles", verbose_name="compte"
    )
    genre = models.CharField("rôle", max_length=10, choices=Genre)
    association = models.CharField("association", max_length=7, choices=Association, blank=True)
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    spip = models.ForeignKey(
        Spip, models.PROTECT, related_name="+", verbose_name="SPIP", null=True, blank=True
    )

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "rôle"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="role_borne",
                condition=_bornes(),
                violation_error_message="Ce rôle demande son association et son territoire.",
            ),
            SansChevauchement(
                name="role_sans_chevauchement",
                cle=["utilisateur", "genre"],
                violation_error_message="Ce compte a déjà ce rôle sur cette période.",
            ),
        ]

    def __str__(self):
        bornes = [self.association, self.disp and str(self.disp), self.spip and str(self.spip)]
        return ", ".join([self.get_genre_display(), *filter(None, bornes)])


class InvitationQuerySet(models.QuerySet):
    def en_attente(self, *, maintenant):
        return self.filter(acceptee_le=None, annulee_le=None, expire_le__gt=maintenant)

    def visibles_par(self, utilisateur):
        """Celles qu'on a faites ; la direction et l'administration technique, toutes les leurs."""
        droits = utilisateur.droits
        condition = Q(invite_par=utilisateur)
        if droits.technique:
            condition |= ~Q(genre=Invitation.BENEVOLE)
        if droits.direction:
            condition |= Q(association=droits.direction) | Q(genre=Genre.AGENT_SPIP)
            condition |= Q(benevole__in=Benevole.objects.de(droits.direction))
        return self.filter(condition)


class Invitation(models.Model):
    """Une invitation à ouvrir un compte, avec son rôle, son territoire et son échéance.

    Le jeton n'existe en clair que dans le courriel : la base n'en garde que l'empreinte.
    """

    BENEVOLE = "benevole"
    GENRES = [*Genre.choices, (BENEVOLE, "bénévole")]

    courriel = models.EmailField("adresse électronique")
    genre = models.CharField("rôle", max_length=10, choices=GENRES)
    association = models.CharField("association", max_length=7, choices=Association, blank=True)
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    spip = models.ForeignKey(
        Spip, models.PROTECT, related_name="+", verbose_name="SPIP", null=True, blank=True
    )
    benevole = models.ForeignKey(
        Benevole,
        models.CASCADE,
        related_name="invitations",
        verbose_name="bénévole",
        null=True,
        blank=True,
    )
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    invite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="invitations_faites",
        verbose_name="invité par",
        null=True,
        editable=False,
    )
    cree_le = models.DateTimeField("invité le", default=timezone.now, editable=False)
    expire_le = models.DateTimeField("valable jusqu’au", editable=False)
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True, editable=False)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="compte ouvert",
        null=True,
        blank=True,
        editable=False,
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-cree_le"]
        constraints = [
            models.CheckConstraint(
                name="invitation_bornee",
                condition=_bornes(sauf=["benevole"]),
                violation_error_message="Ce rôle demande son association et son territoire.",
            ),
            models.CheckConstraint(
                name="invitation_de_benevole_nommee",
                condition=Q(genre="benevole", benevole__isnull=False)
                | (~Q(genre="benevole") & Q(benevole=None)),
            ),
            models.CheckConstraint(
                name="invitation_acceptee_ou_annulee",
                condition=Q(acceptee_le=None) | Q(annulee_le=None),
            ),
        ]

    def __str__(self):
        return f"{self.courriel} ({self.get_genre_display()})"

    @staticmethod
    def empreinte_de(jeton: str) -> str:
        return hashlib.sha256(jeton.encode()).hexdigest()

    def preparer(self, *, par, maintenant) -> str:
        """Fixe l'auteur, l'échéance et un jeton neuf ; rend le jeton, à envoyer une seule fois."""
        jeton = secrets.token_urlsafe(32)
        self.invite_par, self.empreinte = par, self.empreinte_de(jeton)
        self.cree_le, self.expire_le = maintenant, maintenant + VALIDITE_INVITATION
        return jeton
