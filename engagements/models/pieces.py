"""Les pièces jointes : gardées sous un nom tiré au hasard, lues par qui voit leur dossier."""

import secrets
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from engagements.models.actions import Action
from engagements.models.administration import VersionPosition
from engagements.models.gncp import EtapeGncp
from engagements.models.reunions import Reunion
from partenariat.conditions import un_seul

DOSSIERS = ("action", "reunion", "etape", "version")


def _chemin(piece, nom):
    """Rien du nom d'origine n'arrive sur le disque."""
    return f"pieces/{secrets.token_hex(16)}"


class PieceQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Celles dont ce compte voit le dossier."""
        return self.filter(
            Q(action__in=Action.objects.visibles_par(utilisateur))
            | Q(reunion__in=Reunion.objects.visibles_par(utilisateur))
            | Q(etape__in=EtapeGncp.objects.visibles_par(utilisateur))
            | Q(version__in=VersionPosition.objects.visibles_par(utilisateur))
        )

    def retirables_par(self, utilisateur):
        """Celles dont ce compte peut modifier le dossier."""
        return self.filter(
            Q(action__in=Action.objects.modifiables_par(utilisateur))
            | Q(reunion__in=Reunion.objects.modifiables_par(utilisateur))
            | Q(etape__in=EtapeGncp.objects.modifiables_par(utilisateur))
            | Q(version__in=VersionPosition.objects.modifiables_par(utilisateur))
        )


class Piece(models.Model):
    """Un fichier joint à un dossier, et à un seul."""

    action = models.ForeignKey(
        Action, models.CASCADE, related_name="pieces", null=True, blank=True, editable=False
    )
    reunion = models.ForeignKey(
        Reunion, models.CASCADE, related_name="pieces", null=True, blank=True, editable=False
    )
    etape = models.ForeignKey(
        EtapeGncp, models.CASCADE, related_name="pieces", null=True, blank=True, editable=False
    )
    version = models.ForeignKey(
        VersionPosition,
        models.CASCADE,
        related_name="pieces",
        null=True,
        blank=True,
        editable=False,
    )
    fichier = models.FileField("fichier", upload_to=_chemin)
    nom = models.CharField("nom", max_length=120, editable=False)
    type_mime = models.CharField("type", max_length=100, editable=False)
    taille = models.PositiveIntegerField("taille en octets", editable=False)
    sha256 = models.CharField("empreinte", max_length=64, editable=False)
    deposee_le = models.DateTimeField("déposée le", default=timezone.now, editable=False)
    deposee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="déposée par",
        null=True,
        editable=False,
    )

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        ordering = ["deposee_le", "pk"]
        constraints = [
            models.CheckConstraint(name="piece_d_un_seul_dossier", condition=un_seul(*DOSSIERS))
        ]

    def __str__(self):
        return self.nom

    def get_absolute_url(self):
        return reverse("piece", args=[self.pk])

    @property
    def dossier(self):
        """L'action, la réunion, l'étape ou la version à laquelle elle est jointe."""
        return self.action or self.reunion or self.etape or self.version

    def delete(self, *args, **kwargs):
        """Le fichier suit la ligne, quand il est sûr qu'elle est partie."""
        effacer = partial(self.fichier.storage.delete, self.fichier.name)
        transaction.on_commit(effacer, robust=True)  # sinon, la nuit s'en charge
        return super().delete(*args, **kwargs)
