"""Les positions communes des deux associations devant l'Administration (convention, 2.1)."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from engagements.models.reunions import Reunion
from partenariat.concurrence import Versionne
from partenariat.interdits import Interdit
from partenariat.models import Association


class PositionQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les directions toutes ; les autres membres, celles que les deux ont arrêtées."""
        droits = utilisateur.droits
        if droits.est_direction:
            return self.all()
        return self.arretees() if droits.est_membre else self.none()

    def arretees(self):
        """Celles dont une version porte l'accord des deux directions."""
        accordees = VersionPosition.objects.arretees().filter(position=OuterRef("pk"))
        return self.filter(Exists(accordees))


class PositionCommune(Versionne):
    """Une analyse que les deux associations portent ensemble, de version en version."""

    titre = models.CharField("titre", max_length=120)
    reunion = models.ForeignKey(
        Reunion,
        models.SET_NULL,
        related_name="positions",
        verbose_name="pour la réunion",
        null=True,
        blank=True,
    )
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "position commune"
        verbose_name_plural = "positions communes"
        ordering = ["-cree_le", "-pk"]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("position", args=[self.pk])


class VersionPositionQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les directions toutes ; les autres membres, les versions arrêtées seulement."""
        droits = utilisateur.droits
        if droits.est_direction:
            return self.all()
        return self.arretees() if droits.est_membre else self.none()

    def modifiables_par(self, utilisateur):
        """La dernière, si sa direction l'a écrite et que nul ne l'a acceptée : on y joint."""
        siennes = self.filter(association=utilisateur.droits.direction or "", accords=None)
        return siennes.dernieres()

    def dernieres(self):
        """La dernière de chaque position : la seule qu'on puisse encore accepter."""
        suivantes = VersionPosition.objects.filter(
            position=OuterRef("position"), numero__gt=OuterRef("numero")
        )
        return self.filter(~Exists(suivantes))

    def arretees(self):
        """Celles que les deux directions ont acceptées."""
        lignes = self
        for association in Association:
            accords = AccordPosition.objects.filter(version=OuterRef("pk"), association=association)
            lignes = lignes.filter(Exists(accords))
        return lignes


class VersionPosition(models.Model):
    """Le texte d'une position, tel qu'écrit un jour : une correction fait une autre version."""

    position = models.ForeignKey(
        PositionCommune, models.CASCADE, related_name="versions", verbose_name="position"
    )
    numero = models.PositiveSmallIntegerField("version")
    texte = models.TextField("texte", max_length=20_000)
    ecrite_le = models.DateTimeField("écrite le", default=timezone.now, editable=False)
    association = models.CharField("écrite par", max_length=7, choices=Association, editable=False)
    ecrite_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="écrite par",
        null=True,
        editable=False,
    )

    objects = VersionPositionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’une position"
        verbose_name_plural = "versions des positions"
        ordering = ["position", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["position", "numero"],
                name="version_numerotee_une_fois",
                violation_error_message="Une autre version vient d’être écrite : relisez-la.",
            ),
            Interdit(
                name="texte_d_une_version_intouchable",
                evenements=["UPDATE"],
                quand="NEW.texte <> OLD.texte OR NEW.numero <> OLD.numero",
            ),
        ]

    def __str__(self):
        return f"{self.position}, version {self.numero}"

    def get_absolute_url(self):
        return self.position.get_absolute_url()


class AccordPosition(models.Model):
    """L'accord daté d'une direction sur une version."""

    version = models.ForeignKey(
        VersionPosition, models.CASCADE, related_name="accords", verbose_name="version"
    )
    association = models.CharField("association", max_length=7, choices=Association)
    le = models.DateTimeField("le", default=timezone.now)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="par",
        null=True,
    )

    class Meta:
        verbose_name = "accord"
        ordering = ["le"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "association"],
                name="un_accord_par_association",
                violation_error_message="Votre direction a déjà donné son accord.",
            )
        ]

    def __str__(self):
        return f"accord de {self.get_association_display()}"
