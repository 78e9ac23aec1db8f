"""Les invitations à ouvrir un compte : un rôle, un territoire, une échéance."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from benevoles.models.personnes import Benevole
from benevoles.models.roles import BENEVOLE, Genre, bornes, en_clair, proposables_par
from etablissements.models import DirectionInterregionale, Spip
from partenariat.models import Association

VALIDITE_INVITATION = dt.timedelta(days=30)


class InvitationQuerySet(models.QuerySet):
    def sans_suite(self):
        """Ni acceptées ni annulées : celles qu'on attend, et celles qu'on a laissé passer."""
        return self.filter(acceptee_le=None, annulee_le=None)

    def en_attente(self, *, maintenant):
        return self.sans_suite().filter(expire_le__gt=maintenant)

    def visibles_par(self, utilisateur):
        """Celles qu'il pourrait faire ; d'un bénévole, les siennes (la direction, les siens).

        Ce qu'on voit, on peut le relancer ou l'annuler : un droit perdu n'en laisse voir aucune.
        """
        droits = utilisateur.droits
        siennes = Q(invite_par=utilisateur)
        if droits.direction:
            siennes |= Q(benevole__in=Benevole.objects.de(droits.direction))
        return self.filter(proposables_par(droits), ~Q(genre=BENEVOLE) | siennes)


class Invitation(models.Model):
    """Une invitation à ouvrir un compte, avec son rôle, son territoire et son échéance.

    Le jeton n'existe en clair que dans le courriel : la base n'en garde que l'empreinte.
    """

    BENEVOLE = BENEVOLE
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
                condition=bornes(sauf=[BENEVOLE]),
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

    @property
    def en_clair(self) -> str:
        return en_clair(self)

    def a_expire(self, maintenant) -> bool:
        return self.expire_le <= maintenant

    @staticmethod
    def empreinte_de(jeton: str) -> str:
        return hashlib.sha256(jeton.encode()).hexdigest()

    def preparer(self, *, par, maintenant) -> str:
        """Fixe l'auteur, l'échéance et un jeton neuf ; rend le jeton, à envoyer une seule fois."""
        jeton = secrets.token_urlsafe(32)
        self.invite_par, self.empreinte = par, self.empreinte_de(jeton)
        self.cree_le, self.expire_le = maintenant, maintenant + VALIDITE_INVITATION
        return jeton
