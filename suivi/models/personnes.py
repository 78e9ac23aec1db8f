"""Ce que les personnes demandent de leurs données, et ce qu'on leur répond."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Benevole
from partenariat.conservation import empreinte
from partenariat.interdits import Interdit
from partenariat.models import Association
from partenariat.periodes import ajouter_mois


class DemandeDePersonneQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Les siennes ; celles qui s'adressent à l'association dont on tient la direction."""
        siennes = Q(compte=utilisateur)
        if utilisateur.droits.direction:
            siennes |= Q(association=utilisateur.droits.direction)
        return self.filter(siennes)

    def en_attente(self):
        return self.filter(repondue_le=None)


class DemandeDePersonne(models.Model):
    """Rectification, opposition ou effacement : une demande à une association, et sa réponse."""

    class Nature(models.TextChoices):
        RECTIFICATION = "rectification", "corriger une donnée"
        OPPOSITION = "opposition", "m’opposer à un usage de mes données"
        EFFACEMENT = "effacement", "effacer mes données"

    class Suite(models.TextChoices):
        FAITE = "faite", "fait"
        EN_PARTIE = "en_partie", "fait en partie"
        REFUSEE = "refusee", "refusé"

    benevole = models.ForeignKey(
        Benevole,
        models.CASCADE,
        related_name="demandes_sur_ses_donnees",
        verbose_name="bénévole",
        null=True,
        blank=True,
        editable=False,
    )
    compte = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="demandes_sur_ses_donnees",
        verbose_name="compte",
        editable=False,
    )
    association = models.CharField("à quelle association", max_length=7, choices=Association)
    nature = models.CharField("que demandez-vous ?", max_length=13, choices=Nature)
    texte = models.TextField("précisez", max_length=500)
    faite_le = models.DateTimeField("faite le", default=timezone.now, editable=False)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    repondue_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="répondue par",
        null=True,
        blank=True,
        editable=False,
    )
    suite = models.CharField("suite donnée", max_length=9, choices=Suite, blank=True)
    reponse = models.TextField("réponse", max_length=500, blank=True)

    objects = DemandeDePersonneQuerySet.as_manager()

    class Meta:
        verbose_name = "demande sur ses données"
        verbose_name_plural = "demandes sur ses données"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_de_personne_repondue_en_entier",
                condition=Q(repondue_le=None, suite="", reponse="")
                | (Q(repondue_le__gte=F("faite_le")) & ~Q(suite="") & ~Q(reponse="")),
                violation_error_message="Une réponse dit sa suite, et pourquoi.",
            )
        ]

    def __str__(self):
        return f"{self.get_nature_display()} ({timezone.localtime(self.faite_le):%d/%m/%Y})"

    def get_absolute_url(self):
        return reverse("demande_de_personne", args=[self.pk])

    @property
    def destinataire(self) -> str:
        return "l’ANVP" if self.association == Association.ANVP else "AUXILIA"

    @property
    def echeance(self) -> dt.date:
        """Un mois pour répondre (RGPD, article 12)."""
        return ajouter_mois(timezone.localdate(self.faite_le), 1)

    def repondre(self, *, par, le) -> None:
        self.repondue_par, self.repondue_le = par, le
        self.save(update_fields=["suite", "reponse", "repondue_par", "repondue_le"])


class RevueDesDurees(models.Model):
    """Le conseil d'une association a relu la table des durées : un fait daté, jamais changé."""

    association = models.CharField("association", max_length=7, choices=Association)
    relue_le = models.DateField("relue par le conseil le")
    empreinte = models.CharField("table relue", max_length=12, editable=False)
    note_le = models.DateTimeField("notée le", default=timezone.now, editable=False)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        related_name="+",
        verbose_name="notée par",
        db_constraint=False,
        editable=False,
    )

    class Meta:
        verbose_name = "relecture de la table des durées"
        verbose_name_plural = "relectures de la table des durées"
        ordering = ["-note_le", "-pk"]
        constraints = [
            Interdit(name="revue_intouchable", evenements=["UPDATE", "DELETE"], quand="1 = 1"),
        ]

    def __str__(self):
        return f"relecture du {self.relue_le:%d/%m/%Y}, {self.get_association_display()}"

    @property
    def vaut_encore(self) -> bool:
        """La table n'a pas changé depuis."""
        return self.empreinte == empreinte()
