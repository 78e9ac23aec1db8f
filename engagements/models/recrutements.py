"""Du manque à la personne trouvée : les recrutements, et les candidats (conception § 2)."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Fonction
from benevoles.perimetre import etablissements_tenus
from etablissements.models import Etablissement
from partenariat.concurrence import Versionne


class RecrutementQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Ceux des listes que ce compte tient : l'autre association n'en voit aucun."""
        condition = Q()
        for fonction in Fonction:
            tenus = etablissements_tenus(utilisateur.droits, fonction, chemin="etablissement__")
            condition |= Q(fonction=fonction) & tenus
        return self.filter(condition)

    def modifiables_par(self, utilisateur):
        """Les mêmes, tant qu'ils sont ouverts : ce qui est clos ne change plus."""
        return self.visibles_par(utilisateur).ouverts()

    def ouverts(self):
        return self.filter(clos_le=None)

    def en_retard(self, *, le: dt.date):
        return self.ouverts().filter(echeance__lt=le)


class Recrutement(Versionne):
    """Quelqu'un cherche un visiteur ou un CP Auxilia pour un établissement qui en manque.

    Se clôt de lui-même quand l'établissement devient pourvu (travail de nuit).
    """

    class Issue(models.TextChoices):
        POURVU = "pourvu", "établissement pourvu"
        FERME = "ferme", "établissement fermé"
        ABANDON = "abandon", "recherche abandonnée"

    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="recrutements", verbose_name="établissement"
    )
    fonction = models.CharField("recherche", max_length=2, choices=Fonction)
    responsable = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="recrutements",
        verbose_name="responsable",
        null=True,
    )
    ouvert_le = models.DateField("ouvert le", editable=False)
    echeance = models.DateField("à pourvoir avant le")
    clos_le = models.DateField("clos le", null=True, blank=True, editable=False)
    issue = models.CharField("issue", max_length=7, choices=Issue, blank=True, editable=False)

    objects = RecrutementQuerySet.as_manager()

    class Meta:
        verbose_name = "recrutement"
        ordering = ["echeance", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["etablissement", "fonction"],
                condition=Q(clos_le=None),
                name="un_recrutement_ouvert_par_liste",
                violation_error_message="Une recherche est déjà en cours pour cet établissement.",
            ),
            models.CheckConstraint(
                name="recrutement_clos_avec_une_issue",
                condition=Q(clos_le=None, issue="")
                | (Q(clos_le__gte=F("ouvert_le")) & ~Q(issue="")),
            ),
        ]

    def __str__(self):
        return f"{self.get_fonction_display()} pour {self.etablissement}"

    def get_absolute_url(self):
        return reverse("recrutement", args=[self.pk])

    @property
    def est_ouvert(self) -> bool:
        return self.clos_le is None

    @property
    def duree(self) -> int | None:
        """Jours de l'ouverture à la clôture."""
        return None if self.est_ouvert else (self.clos_le - self.ouvert_le).days

    def clore(self, issue: Issue, *, par, le: dt.date) -> None:
        self.issue, self.clos_le = issue, le
        self.enregistrer(par=par)


class CandidatQuerySet(models.QuerySet):
    def modifiables_par(self, utilisateur):
        return self.filter(recrutement__in=Recrutement.objects.modifiables_par(utilisateur))

    def en_lice(self):
        """Ni agréés, ni partis : ceux dont le dossier doit avancer."""
        return self.exclude(etape__in=Candidat.ARRIVES)


class Candidat(Versionne):
    """Une personne intéressée, et où en est son dossier. Effacée après la clôture."""

    class Etape(models.TextChoices):
        """Le chemin de l'agrément (dossier de domaine, § 3)."""

        CONTACT = "contact", "premier contact"
        ENTRETIEN = "entretien", "entretien avec l’association"
        DOSSIER = "dossier", "dossier déposé"
        ENQUETE = "enquete", "enquête de l’Administration"
        AGREE = "agree", "agréé"
        RENONCE = "renonce", "a renoncé"

    ARRIVES = (Etape.AGREE, Etape.RENONCE)

    recrutement = models.ForeignKey(
        Recrutement, models.CASCADE, related_name="candidats", verbose_name="recrutement"
    )
    nom = models.CharField("nom et prénom", max_length=120)
    contact = models.CharField("téléphone ou courriel", max_length=120, blank=True)
    etape = models.CharField("étape", max_length=9, choices=Etape, default=Etape.CONTACT)
    depuis_le = models.DateField("depuis le")
    cree_le = models.DateTimeField("noté le", default=timezone.now, editable=False)

    objects = CandidatQuerySet.as_manager()

    class Meta:
        verbose_name = "candidat"
        ordering = ["depuis_le", "pk"]

    def __str__(self):
        return self.nom

    @property
    def suivante(self) -> Etape | None:
        """L'étape d'après sur le chemin de l'agrément ; aucune quand il est fini."""
        etapes = list(self.Etape)
        return None if self.etape in self.ARRIVES else etapes[etapes.index(self.etape) + 1]

    def passer(self, etape: Etape, *, par, le: dt.date) -> None:
        self.etape, self.depuis_le = etape, le
        self.enregistrer(par=par)
