"""Ce qui se fait pour tenir un engagement : les actions, et les démarches locales (2.2)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Benevole
from engagements.models.convention import Engagement, Niveau
from engagements.models.territoire import TerritoireQuerySet, niveau_et_territoire
from etablissements.models import DirectionInterregionale, Etablissement
from partenariat.concurrence import Versionne
from partenariat.models import Association

LONGUEUR_DESCRIPTION = 2000  # signes


class Interlocuteur(models.TextChoices):
    """À qui l'on a parlé, pour une démarche auprès de l'Administration (convention, 2.2)."""

    SPIP = "spip", "le SPIP"
    DIRECTION = "direction", "la direction de l’établissement"
    RLE = "rle", "le responsable local de l’enseignement"
    DISP = "disp", "la direction interrégionale"


class Facilite(models.TextChoices):
    """Ce qu'une démarche a obtenu : liste fermée (dossier de domaine, 2.2 b)."""

    SALLE = "salle", "une salle"
    CRENEAU = "creneau", "un créneau"
    AFFICHAGE = "affichage", "un affichage"
    ARRIVANTS = "arrivants", "un accès au quartier arrivants"
    REFERENT = "referent", "un référent au SPIP"


class Voie(models.TextChoices):
    """Vers qui une personne détenue a été orientée (convention, 1.1 et 1.2)."""

    CP = "cp", "vers un CP Auxilia"
    DIRECTION = "direction", "vers la direction nationale d’AUXILIA"
    VP = "vp", "vers un visiteur de l’ANVP"


class ActionQuerySet(TerritoireQuerySet):
    def faites(self):
        return self.filter(etat=Action.Etat.FAITE)

    def modifiables_par(self, utilisateur):
        """Celles qu'on a notées soi-même ; les directions, celles où leur association agit."""
        droits = utilisateur.droits
        condition = Q(cree_par=utilisateur)
        if droits.direction:
            condition |= Q(**{f"par_{droits.direction.lower()}": True})
        return self.visibles_par(utilisateur).filter(condition)


class Action(Versionne):
    """Une chose faite, ou prévue, pour un ou plusieurs engagements."""

    class Etat(models.TextChoices):
        PREVUE = "prevue", "prévue"
        FAITE = "faite", "faite"
        ABANDONNEE = "abandonnee", "abandonnée"

    titre = models.CharField("ce qui a été fait", max_length=120)
    le = models.DateField("date")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.FAITE)
    niveau = models.CharField("niveau", max_length=8, choices=Niveau)
    etablissement = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        related_name="actions",
        verbose_name="établissement",
        null=True,
        blank=True,
    )
    disp = models.ForeignKey(
        DirectionInterregionale,
        models.PROTECT,
        related_name="actions",
        verbose_name="DISP",
        null=True,
        blank=True,
    )
    par_anvp = models.BooleanField("ANVP", default=False)
    par_auxilia = models.BooleanField("AUXILIA", default=False)
    engagements = models.ManyToManyField(
        Engagement, related_name="actions", verbose_name="engagements"
    )
    description = models.TextField("quelques mots", max_length=LONGUEUR_DESCRIPTION, blank=True)
    interlocuteur = models.CharField(
        "démarche auprès de", max_length=9, choices=Interlocuteur, blank=True
    )
    facilites = models.JSONField("facilités obtenues", default=list, blank=True)
    voie = models.CharField("orientation", max_length=9, choices=Voie, blank=True)
    orientations = models.PositiveSmallIntegerField(
        "nombre de personnes orientées", null=True, blank=True
    )
    benevole = models.ForeignKey(
        Benevole,
        models.SET_NULL,
        related_name="actions",
        verbose_name="notée par le bénévole",
        null=True,
        blank=True,
        editable=False,
    )
    cree_le = models.DateTimeField("notée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        verbose_name="notée par",
        null=True,
        editable=False,
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        ordering = ["-le", "-pk"]
        indexes = [
            models.Index(fields=["le", "etat"]),
            models.Index(fields=["etablissement", "le"]),
        ]
        constraints = [
            niveau_et_territoire("action"),
            models.CheckConstraint(
                name="action_d_une_association",
                condition=Q(par_anvp=True) | Q(par_auxilia=True),
                violation_error_message="Indiquez quelle association a agi.",
            ),
            models.CheckConstraint(
                name="facilites_d_une_demarche",
                condition=Q(facilites=[]) | ~Q(interlocuteur=""),
                violation_error_message="Une facilité s’obtient de quelqu’un : dites de qui.",
            ),
            models.CheckConstraint(
                name="orientations_avec_leur_voie",
                condition=Q(voie="", orientations=None)
                | (~Q(voie="") & Q(orientations__isnull=False, orientations__gte=1)),
                violation_error_message="Indiquez combien de personnes, et vers qui.",
            ),
        ]

    def __str__(self):
        return self.titre

    def get_absolute_url(self):
        return reverse("action", args=[self.pk])

    @property
    def associations(self) -> list[Association]:
        """Les associations qui ont agi."""
        presentes = {Association.ANVP: self.par_anvp, Association.AUXILIA: self.par_auxilia}
        return [association for association, agit in presentes.items() if agit]
