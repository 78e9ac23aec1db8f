"""La formation (convention, 5.1 et 5.2) : catalogue, sessions, places, présence."""

import uuid
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Benevole
from etablissements.models import DirectionInterregionale
from partenariat.concurrence import Versionne
from partenariat.models import Association


class FormationQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Tous les membres : s'informer mutuellement est un engagement (5.1)."""
        return self.all() if utilisateur.droits.est_membre else self.none()

    def modifiables_par(self, utilisateur):
        """Les directions et délégués de l'association qui la propose."""
        droits = utilisateur.droits
        return self.filter(association=droits.association) if droits.peut_piloter else self.none()


class Formation(Versionne):
    """Une formation du catalogue commun."""

    titre = models.CharField("titre", max_length=120)
    association = models.CharField(
        "proposée par", max_length=7, choices=Association, editable=False
    )
    public = models.CharField("pour qui", max_length=120, blank=True)
    description = models.TextField("contenu", max_length=4000, blank=True)
    heures = models.DecimalField(
        "durée, en heures",
        max_digits=5,
        decimal_places=1,
        validators=[MinValueValidator(Decimal("0.5"))],
    )
    archivee_le = models.DateField("retirée du catalogue le", null=True, blank=True, editable=False)

    objects = FormationQuerySet.as_manager()

    class Meta:
        verbose_name = "formation"
        ordering = ["titre", "pk"]
        constraints = [
            models.CheckConstraint(
                name="formation_dure",
                condition=Q(heures__gt=0),
                violation_error_message="Une formation dure au moins une demi-heure.",
            )
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("formation", args=[self.pk])


class SessionQuerySet(models.QuerySet):
    def visibles_par(self, utilisateur):
        """Tous les membres, même quand elle n'est pas ouverte à tous : le motif s'affiche."""
        return self.all() if utilisateur.droits.est_membre else self.none()

    def modifiables_par(self, utilisateur):
        """Les directions et délégués de l'association qui l'organise."""
        droits = utilisateur.droits
        siennes = Q(formation__association=droits.association)
        return self.filter(siennes) if droits.peut_piloter else self.none()

    def maintenues(self):
        return self.filter(annulee_le=None)

    def avec_inscrits(self):
        """Annote `inscrits` (inscriptions vivantes, file d'attente comprise)."""
        vivantes = (
            Inscription.objects.vivantes()
            .filter(session=OuterRef("pk"))
            .order_by()
            .values("session")
            .annotate(n=Count("pk"))
        )
        return self.annotate(inscrits=Coalesce(Subquery(vivantes.values("n")), 0))


class Session(Versionne):
    """Une formation, à une date. Ouverte à l'autre association, sauf si l'on dit pourquoi."""

    class Fermeture(models.TextChoices):
        """Pourquoi l'autre association n'y est pas : un motif est nécessaire (5.2)."""

        OUVERTE = "", "ouverte aux deux associations"
        METHODE = "methode", "propre à la méthode de l’association"
        FINANCEUR = "financeur", "condition du financeur"
        INTERNE = "interne", "vie interne de l’association"
        PLACES = "places", "une autre session lui est réservée"

    formation = models.ForeignKey(
        Formation, models.PROTECT, related_name="sessions", verbose_name="formation"
    )
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=200)
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="+",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    places = models.PositiveSmallIntegerField("places", validators=[MinValueValidator(1)])
    fermeture = models.CharField(
        "réservée à l’association", max_length=9, choices=Fermeture, blank=True, default=""
    )
    signalee_le = models.DateTimeField("signalée à l’autre association le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    uid = models.UUIDField("identifiant", default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField("séquence", default=0, editable=False)
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ["-debut", "-pk"]
        indexes = [models.Index(fields=["debut"])]
        constraints = [
            models.CheckConstraint(
                name="session_finit_apres_avoir_commence",
                condition=Q(fin__gt=F("debut")),
                violation_error_message="La session finit avant d’avoir commencé.",
            ),
            models.CheckConstraint(
                name="session_a_des_places",
                condition=Q(places__gte=1),
                violation_error_message="Il faut au moins une place.",
            ),
        ]

    def __str__(self):
        return f"{self.formation}, {timezone.localtime(self.debut):%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("session", args=[self.pk])

    @property
    def reserve(self) -> str:
        """« réservée à l’ANVP : condition du financeur » ; vide si elle est ouverte aux deux."""
        if not self.fermeture:
            return ""
        a_qui = {Association.ANVP: "à l’ANVP", Association.AUXILIA: "à AUXILIA"}
        organise = a_qui[Association(self.formation.association)]
        return f"réservée {organise}\u00a0: {self.get_fermeture_display()}"

    def ouverte_a(self, association) -> bool:
        """L'association qui l'organise, toujours ; l'autre, sauf motif (5.2)."""
        return not self.fermeture or association == self.formation.association

    def est_a_venir(self, maintenant) -> bool:
        """On peut encore s'y inscrire ou s'en retirer."""
        return self.annulee_le is None and maintenant < self.debut


class InscriptionQuerySet(models.QuerySet):
    def vivantes(self):
        """Sans désistement ; les premières ont une place, les suivantes attendent leur tour."""
        return self.filter(desistee_le=None)

    def visibles_par(self, utilisateur):
        """Les siennes ; l'association qui organise, toutes ; l'autre, ses propres bénévoles.

        Un délégué, un président, un CP Auxilia n'y lisent que les personnes qu'ils voient ailleurs.
        """
        condition = self._lues_d_emblee(utilisateur)
        if utilisateur.droits.peut_saisir:
            siens = Benevole.objects.visibles_par(utilisateur).values("pk")
            condition |= self._siennes(utilisateur) & Q(benevole__in=siens)
        return self.filter(condition)

    def des_personnes_visibles_par(self, utilisateur):
        """De `visibles_par`, celles des personnes qu’il voit, vérifié une seule fois."""
        siens = Benevole.objects.visibles_par(utilisateur).values("pk")
        condition = self._lues_d_emblee(utilisateur)
        if utilisateur.droits.peut_saisir:
            condition |= self._siennes(utilisateur)
        return self.filter(condition, benevole__in=siens)

    @staticmethod
    def _lues_d_emblee(utilisateur):
        condition = Q(benevole__utilisateur=utilisateur)
        if utilisateur.droits.peut_piloter:
            condition |= Q(session__formation__association=utilisateur.droits.association)
        return condition

    @staticmethod
    def _siennes(utilisateur):
        return Q(association__in=_associations(utilisateur.droits))


def _associations(droits):
    """Celles au nom desquelles ce compte tient une liste."""
    locales = {Association.ANVP: droits.sections, Association.AUXILIA: droits.etablissements_cp}
    return {droits.direction, droits.delegation, *(a for a, ou in locales.items() if ou)} - {None}


class Inscription(models.Model):
    """Quelqu'un s'est inscrit à une session. Son rang suit l'ordre d'inscription."""

    session = models.ForeignKey(
        Session, models.PROTECT, related_name="inscriptions", verbose_name="session"
    )
    benevole = models.ForeignKey(
        Benevole, models.CASCADE, related_name="inscriptions", verbose_name="bénévole"
    )
    association = models.CharField("association", max_length=7, choices=Association)
    inscrite_le = models.DateTimeField("inscrit le", default=timezone.now)
    desistee_le = models.DateTimeField("désisté le", null=True, blank=True)
    present = models.BooleanField("présent", null=True, blank=True)
    heures = models.DecimalField(
        "heures suivies", max_digits=5, decimal_places=1, null=True, blank=True
    )

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["inscrite_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "benevole"],
                condition=Q(desistee_le=None),
                name="inscrit_une_fois_par_session",
                violation_error_message="Cette personne est déjà inscrite à cette session.",
            ),
            models.CheckConstraint(
                name="heures_d_un_present",
                condition=Q(heures=None) | Q(present=True, heures__gte=0),
                violation_error_message="Seul un présent a des heures.",
            ),
        ]

    def __str__(self):
        return f"{self.benevole} ({self.session})"

    def clean(self):
        """Une session à venir, et ouverte à l'association de la personne."""
        if not self.session.est_a_venir(self.inscrite_le):
            raise ValidationError("Cette session a commencé, ou est annulée.")
        if not self.session.ouverte_a(self.association):
            raise ValidationError(f"Cette session est {self.session.reserve}.")
