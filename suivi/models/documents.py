"""Les documents tirés d'une évaluation : faits en tâche de fond, gardés avec leur empreinte."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from benevoles.models import Section
from etablissements.models import DirectionInterregionale
from partenariat.rangement.integrite import est_intact
from suivi.models.evaluations import Evaluation


def _chemin(document, nom):
    return f"evaluations/{secrets.token_hex(16)}.pdf"


class DocumentQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Ceux des évaluations qu'on voit."""
        return self.filter(evaluation__in=Evaluation.objects.visibles_par(utilisateur))

    def prets_pour(self, utilisateur):
        """Ceux qu'il a demandés, qui sont faits, et qu'il n'a pas encore ouverts."""
        siens = self.filter(demande_par=utilisateur, fini_le__isnull=False, ouvert_le=None)
        return siens.visibles_par(utilisateur)


class Document(models.Model):
    """Un PDF : entier, ou limité à une DISP ou à une section ; accessible, ou pour l'archive.

    Un processus tué au milieu laisse `fini_le` vide : la nuit, ou une nouvelle demande, recommence.
    """

    class Forme(models.TextChoices):
        ACCESSIBLE = "ua", "PDF accessible (PDF/UA-1)"
        ARCHIVE = "a3", "PDF pour l’archive (PDF/A-3), données jointes"

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="documents", verbose_name="évaluation"
    )
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    section = models.ForeignKey(
        Section, models.PROTECT, related_name="+", verbose_name="section", null=True, blank=True
    )
    forme = models.CharField("forme", max_length=2, choices=Forme)
    empreinte = models.CharField("empreinte de ce qu’il imprime", max_length=64)
    demande_le = models.DateTimeField("demandé le", default=timezone.now)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="demandé par",
        null=True,
        editable=False,
    )
    avancement = models.PositiveSmallIntegerField("avancement (%)", default=0)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    ouvert_le = models.DateTimeField("ouvert le", null=True, blank=True)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    fichier = models.FileField("fichier", upload_to=_chemin, blank=True)
    sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True, db_index=True)
    taille = models.PositiveIntegerField("taille en octets", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["-demande_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="document_d_un_seul_territoire", condition=Q(disp=None) | Q(section=None)
            ),
            models.CheckConstraint(
                name="document_fini_avec_son_fichier",
                condition=Q(fini_le=None, sha256="")
                | (Q(fini_le__isnull=False, avancement=100) & ~Q(sha256="")),
            ),
        ]

    def __str__(self):
        return f"{self.evaluation}, {self.get_forme_display()}{self.extrait}"

    def get_absolute_url(self):
        return reverse("document", args=[self.pk])

    @property
    def est_perdu(self) -> bool:
        """Fini, et son fichier n'est plus là où il était rangé, ou n'est plus le même."""
        return bool(self.fini_le) and not est_intact(self.fichier, self.sha256)

    @property
    def extrait(self) -> str:
        """« , DISP de Lyon » ; vide pour l'évaluation entière."""
        if self.disp:
            return f", DISP {self.disp}"
        return f", section {self.section}" if self.section else ""

    @property
    def nom_de_fichier(self) -> str:
        """« evaluation-2015-2016-lyon-ua.pdf » : deux extraits ne se confondent pas."""
        ou = slugify(str(self.disp or self.section or ""))
        morceaux = ("evaluation", self.evaluation.libelle, ou, self.forme)
        return f"{'-'.join(filter(None, morceaux))}.pdf"
