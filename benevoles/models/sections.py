"""Les sections de l'ANVP : un ou plusieurs établissements, un président ou correspondant."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from benevoles.models.personnes import Benevole
from etablissements.models import Etablissement
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import Versionne
from partenariat.histoire import SUIVI, Histoire
from partenariat.models import Association, Portee
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement


class SectionQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur):
        """La direction ANVP toutes, un délégué ANVP celles de sa DISP, un responsable la sienne."""
        return self.filter(
            Q(pk__in=utilisateur.droits.sections) | self._pilotees(utilisateur.droits)
        )

    def pilotees_par(self, utilisateur):
        """Celles dont ce compte peut nommer les responsables : direction et délégués ANVP."""
        return self.filter(self._pilotees(utilisateur.droits))

    def chercher(self, texte: str):
        """Tous les mots de `texte` dans le nom, sans accents ni casse."""
        resultat = self
        for mot in cle_de_recherche(texte).split():
            resultat = resultat.filter(recherche__contains=mot)
        return resultat

    @staticmethod
    def _pilotees(droits):
        if droits.direction == Association.ANVP:
            return ~Q(pk__in=[])
        disps = droits.disps if droits.delegation == Association.ANVP else []
        rattachements = Rattachement.objects.filter(etablissement__disp__in=disps)
        return Q(pk__in=rattachements.values("section"))


class Section(Versionne, Periode):
    """Une section locale de l'ANVP, pendant qu'elle existe."""

    change_la_version = True
    touche = Portee.RIEN

    nom = models.CharField("nom", max_length=120, unique=True)
    recherche = models.CharField("clé de recherche", max_length=300, editable=False, db_index=True)
    history = Histoire("histoire de la section", sauf=[*SUIVI, "recherche"])

    objects = SectionQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "section"
        ordering = ["nom"]
        constraints = [*Periode.Meta.constraints]

    def __str__(self):
        return self.nom

    def save(self, *args, **kwargs):
        self.recherche = cle_de_recherche(self.nom)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("section", args=[self.pk])


class Rattachement(Periode):
    """Un établissement relève d'une section, pendant une période ; d'une seule à la fois."""

    change_la_version = True
    touche = Portee.ENCADREMENT

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="rattachements", verbose_name="section"
    )
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="rattachements", verbose_name="établissement"
    )
    history = Histoire("histoire du rattachement")

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "rattachement"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="rattachement_a_une_seule_section",
                cle=["etablissement"],
                violation_error_message="Cet établissement relève déjà d’une section à ces dates.",
            ),
        ]

    def __str__(self):
        return f"{self.etablissement} ({self.section})"


class Mandat(Versionne, Periode):
    """Le mandat daté d'un président, d'un correspondant ou d'un suppléant de section."""

    change_la_version = True
    touche = Portee.ENCADREMENT

    class Fonction(models.TextChoices):
        PRESIDENT = "president", "président de section"
        CORRESPONDANT = "correspondant", "correspondant ANVP"
        SUPPLEANT = "suppleant", "suppléant"

    TITULAIRES = ("president", "correspondant")

    section = models.ForeignKey(
        Section, models.PROTECT, related_name="mandats", verbose_name="section"
    )
    benevole = models.ForeignKey(
        Benevole, models.PROTECT, related_name="mandats", verbose_name="bénévole"
    )
    fonction = models.CharField("fonction", max_length=13, choices=Fonction)
    history = Histoire("histoire du mandat", sauf=SUIVI)

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "mandat"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="un_seul_titulaire_par_section",
                cle=["section"],
                condition=Q(fonction__in=["president", "correspondant"]),
                violation_error_message=(
                    "Cette section a déjà un président ou un correspondant sur cette période."
                ),
            ),
            SansChevauchement(
                name="un_mandat_par_personne_et_section",
                cle=["section", "benevole"],
                violation_error_message="Cette personne a déjà un mandat dans cette section.",
            ),
        ]

    def __str__(self):
        return f"{self.benevole}, {self.get_fonction_display()}"

    @property
    def est_titulaire(self) -> bool:
        return self.fonction in self.TITULAIRES
