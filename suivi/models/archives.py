"""L'archive d'une association : tout ce qui est à elle, en un fichier, gardé quelques jours."""

import datetime as dt
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from partenariat.models import Association

GARDE = dt.timedelta(days=7)
PRISE = "Archive de toute l’association"  # ce qu'en dit le journal des téléchargements


def _chemin(archive, nom):
    return f"archives/{secrets.token_hex(16)}.zip"


class ArchiveQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Pour la direction nationale de l'association, et elle seule."""
        return self.filter(association=utilisateur.droits.direction or "")

    def faites(self):
        return self.filter(fini_le__isnull=False)


class Archive(models.Model):
    """Faite en tâche de fond ; un arrêt brutal laisse `fini_le` vide, et la nuit recommence."""

    association = models.CharField("association", max_length=7, choices=Association)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="demandée par",
        null=True,
    )
    avancement = models.PositiveSmallIntegerField("avancement (%)", default=0)
    fini_le = models.DateTimeField("finie le", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    fichier = models.FileField("fichier", upload_to=_chemin, blank=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    taille = models.PositiveBigIntegerField("taille en octets", null=True, blank=True)
    lignes = models.PositiveIntegerField("lignes", default=0)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = "archive d’association"
        verbose_name_plural = "archives d’association"
        ordering = ["-demandee_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="archive_finie_avec_son_fichier",
                condition=Q(fini_le=None, sha256="")
                | (Q(fini_le__isnull=False, avancement=100) & ~Q(sha256="")),
            )
        ]

    def __str__(self):
        return f"Archive {self.get_association_display()} du {self.demandee_le:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("archive", args=[self.pk])

    @property
    def jusqu_au(self) -> dt.datetime:
        """Après ce moment, elle est effacée."""
        return self.demandee_le + GARDE
