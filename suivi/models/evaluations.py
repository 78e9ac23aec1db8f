"""L'évaluation d'une année de convention (convention, 6.2 ; conception § 5)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from engagements.models import Convention
from partenariat.concurrence import Versionne
from partenariat.histoire import Histoire, QuerySetSuivi
from partenariat.interdits import Interdit
from partenariat.models import Association


class EvaluationQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Directions et délégués, toutes ; les autres membres, celles qui sont publiées."""
        droits = utilisateur.droits
        if droits.peut_piloter:
            return self.all()
        return self.filter(publiee_le__isnull=False) if droits.est_membre else self.none()


class Evaluation(Versionne):
    """La campagne d'une année : quand elle s'ouvre, se commente, s'arrête et se signe."""

    convention = models.ForeignKey(
        Convention, models.PROTECT, related_name="evaluations", verbose_name="convention"
    )
    annee = models.PositiveSmallIntegerField("année de convention")
    ouverte_le = models.DateField("ouverture")
    arret_le = models.DateField("arrêt des chiffres")
    commentaires_le = models.DateField("commentaires avant le")
    signature_le = models.DateField("signature avant le")
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True, editable=False)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = "évaluation"
        ordering = ["-annee"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "annee"],
                name="une_evaluation_par_annee",
                violation_error_message="L’évaluation de cette année est déjà ouverte.",
            ),
            models.CheckConstraint(
                name="evaluation_dans_l_ordre",
                condition=Q(arret_le__gte=F("ouverte_le"))
                & Q(commentaires_le__gte=F("arret_le"))
                & Q(signature_le__gte=F("commentaires_le")),
                violation_error_message=(
                    "Dans l’ordre : ouverture, arrêt des chiffres, commentaires, signature."
                ),
            ),
        ]

    def __str__(self):
        return f"Évaluation {self.libelle}"

    def get_absolute_url(self):
        return reverse("evaluation", args=[self.pk])

    @property
    def libelle(self) -> str:
        """« 2014-2015 »."""
        return f"{self.annee}-{self.annee + 1}"

    @property
    def anniversaire(self) -> dt.date:
        """Le lendemain de l'année évaluée."""
        return self.periode[1] + dt.timedelta(days=1)

    @property
    def periode(self) -> tuple[dt.date, dt.date]:
        return self.convention.periode(self.annee)


class Arret(models.Model):
    """Les chiffres d'une évaluation, figés : ils ne bougent plus. Une correction en fait un autre.

    `empreinte` : SHA-256 de la forme canonique de `donnees` (`suivi.evaluations.canonique`).
    """

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="arrets", verbose_name="évaluation"
    )
    numero = models.PositiveSmallIntegerField("version")
    le = models.DateTimeField("arrêtés le", default=timezone.now)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="par",
        null=True,
    )
    motif = models.CharField("motif de la correction", max_length=300, blank=True)
    donnees = models.JSONField("données")
    empreinte = models.CharField("empreinte", max_length=64)

    class Meta:
        verbose_name = "arrêt des chiffres"
        verbose_name_plural = "arrêts des chiffres"
        ordering = ["evaluation", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "numero"],
                name="un_arret_par_version",
                violation_error_message="Quelqu’un d’autre vient d’arrêter les chiffres.",
            ),
            models.CheckConstraint(
                name="correction_motivee",
                condition=Q(numero=1) | ~Q(motif=""),
                violation_error_message="Une correction dit pourquoi.",
            ),
            Interdit(
                name="chiffres_arretes_intouchables",
                evenements=["UPDATE"],
                quand="NEW.empreinte <> OLD.empreinte OR NEW.numero <> OLD.numero"
                " OR NEW.donnees <> OLD.donnees",
            ),
        ]

    def __str__(self):
        return f"{self.evaluation}, version {self.numero}"


class Rubrique(models.TextChoices):
    """Ce que chaque association commente."""

    SYNTHESE = "synthese", "Synthèse de l’année"
    PMJ = "1", "1. À l’égard des personnes sous main de justice"
    ADMINISTRATION = "2", "2. À l’égard de l’Administration"
    ASSOCIATIONS = "3", "3. À l’égard des autres associations"
    COMMUNICATION = "4", "4. Communication"
    FORMATION = "5", "5. Formation"
    SUIVI = "6", "6. Suivi"
    DECISIONS = "decisions", "Décisions pour l’année suivante"


class Commentaire(Versionne):
    """Ce qu'une association écrit d'une rubrique : l'autre garde le sien, même contraire."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="commentaires", verbose_name="évaluation"
    )
    rubrique = models.CharField("rubrique", max_length=9, choices=Rubrique)
    association = models.CharField("association", max_length=7, choices=Association)
    texte = models.TextField("commentaire", max_length=4000)
    history = Histoire("histoire du commentaire")

    objects = QuerySetSuivi.as_manager()

    class Meta:
        verbose_name = "commentaire"
        ordering = ["rubrique", "association"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "rubrique", "association"],
                name="un_commentaire_par_association",
                violation_error_message="Votre association a déjà commenté cette rubrique.",
            )
        ]

    def __str__(self):
        return f"{self.get_rubrique_display()} ({self.get_association_display()})"


class SignatureQuerySet(models.QuerySet):
    def valables(self):
        return self.filter(annulee_le=None)


class Signature(models.Model):
    """La signature d'une direction, liée à l'empreinte de ce qu'elle a lu.

    Tout changement l'annule : la nouvelle empreinte n'est plus celle qu'elle a signée.
    """

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="signatures", verbose_name="évaluation"
    )
    arret = models.ForeignKey(
        Arret, models.PROTECT, related_name="signatures", verbose_name="version signée"
    )
    association = models.CharField("association", max_length=7, choices=Association)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="par",
        null=True,
    )
    nom = models.CharField("nom du signataire", max_length=150)
    le = models.DateTimeField("signée le", default=timezone.now)
    empreinte = models.CharField("empreinte du document signé", max_length=64)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    motif = models.CharField("annulée parce que", max_length=200, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "signature"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "association"],
                condition=Q(annulee_le=None),
                name="une_signature_par_association",
                violation_error_message="Votre direction a déjà signé.",
            ),
            models.CheckConstraint(
                name="signature_annulee_avec_un_motif",
                condition=Q(annulee_le=None, motif="")
                | (Q(annulee_le__isnull=False) & ~Q(motif="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_association_display()}, le {timezone.localtime(self.le):%d/%m/%Y}"
