"""Ce qui permet d'entrer : agrément du VP, autorisation d'accès du CP Auxilia."""

import datetime as dt

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from benevoles.models.personnes import Benevole
from benevoles.perimetre import Fonction, etablissements_tenus
from etablissements.models import Etablissement
from partenariat.concurrence import Versionne
from partenariat.histoire import SUIVI, Histoire
from partenariat.periodes import (
    Periode,
    PeriodeQuerySet,
    PlusJours,
    SansChevauchement,
    ajouter_mois,
)

DEUX_ANS = 731  # jours ; CPP D473, puis code pénitentiaire D341-20
SIX_MOIS = 184  # jours ; autorisation provisoire (ANVP, page « visiteur de prison »)


class HabilitationQuerySet(PeriodeQuerySet):
    def valables(self, *, le: dt.date):
        """En cours, ni retirées ni suspendues ce jour-là."""
        suspendues = Suspension.objects.en_cours(le=le).filter(habilitation=OuterRef("pk"))
        return self.en_cours(le=le).filter(
            ~Exists(suspendues), Q(retiree_le=None) | Q(retiree_le__gt=le)
        )

    def visibles_par(self, utilisateur):
        return self.filter(Q(benevole__utilisateur=utilisateur) | self._tenues(utilisateur.droits))

    def modifiables_par(self, utilisateur):
        return self.filter(self._tenues(utilisateur.droits))

    @staticmethod
    def _tenues(droits):
        condition = Q(pk__in=[])
        for nature in Habilitation.Nature:
            tenus = etablissements_tenus(droits, nature.fonction, chemin="etablissement__")
            condition |= Q(nature=nature) & tenus
        return condition


class Habilitation(Versionne, Periode):
    """Un titre d'accès d'une personne à un établissement. Renouveler, c'est en ajouter un autre.

    Agrément du VP : deux ans renouvelables, pour un ou plusieurs établissements déterminés (CPP
    D473 ; code pénitentiaire D341-20) : une ligne par établissement. Autorisation du CP Auxilia :
    échéance facultative.
    """

    change_la_version = True
    touche = "etablissement"

    class Nature(models.TextChoices):
        AGREMENT = "agrement", "agrément de visiteur"
        AUTORISATION = "autorisation", "autorisation d’accès"

        @property
        def fonction(self) -> Fonction:
            return Fonction.VP if self is Habilitation.Nature.AGREMENT else Fonction.CP

    benevole = models.ForeignKey(
        Benevole, models.PROTECT, related_name="habilitations", verbose_name="bénévole"
    )
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="habilitations", verbose_name="établissement"
    )
    nature = models.CharField("nature", max_length=12, choices=Nature)
    provisoire = models.BooleanField("provisoire (six mois au plus)", default=False)
    decidee_le = models.DateField("décidé le")
    renouvellement_demande_le = models.DateField("renouvellement demandé le", null=True, blank=True)
    retiree_le = models.DateField("retiré le", null=True, blank=True)
    history = Histoire("histoire de l’habilitation", sauf=SUIVI)

    objects = HabilitationQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "habilitation"
        ordering = ["-debut", "pk"]
        indexes = [models.Index(fields=["etablissement", "nature", "debut", "fin"])]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="agrement_de_deux_ans_au_plus",
                condition=Q(nature="autorisation")
                | (Q(fin__isnull=False) & Q(fin__lte=PlusJours(F("debut"), DEUX_ANS))),
                violation_error_message="Un agrément dure deux ans au plus (article D473 du CPP).",
            ),
            models.CheckConstraint(
                name="provisoire_de_six_mois_au_plus",
                condition=Q(provisoire=False)
                | (Q(fin__isnull=False) & Q(fin__lte=PlusJours(F("debut"), SIX_MOIS))),
                violation_error_message="Une autorisation provisoire dure six mois au plus.",
            ),
            models.CheckConstraint(
                name="retiree_apres_le_debut",
                condition=Q(retiree_le=None) | Q(retiree_le__gte=F("debut")),
                violation_error_message="Le retrait précède le début.",
            ),
            SansChevauchement(
                name="habilitation_sans_chevauchement",
                cle=["benevole", "etablissement", "nature"],
                condition=Q(retiree_le__isnull=True),
                violation_error_message=(
                    "Cette personne a déjà un titre pour cet établissement sur cette période."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_nature_display()} depuis le {self.debut:%d/%m/%Y}"

    def etat(self, le: dt.date) -> str:
        """« à venir », « retiré », « échu », « suspendu », « provisoire » ou « valable »."""
        if self.debut > le:
            return "à venir"
        if self.retiree_le and self.retiree_le <= le:
            return "retiré"
        if self.fin and self.fin < le:
            return "échu"
        if any(s.est_en_cours(le) for s in self.suspensions.all()):
            return "suspendu"
        return "provisoire" if self.provisoire else "valable"

    def echeance_proche(self, le: dt.date, mois: int = 6) -> bool:
        return self.fin is not None and le <= self.fin < ajouter_mois(le, mois)

    def retirer(self, *, le: dt.date, par):
        """Retrait par le directeur interrégional : effet immédiat, aucun motif enregistré (R3)."""
        self.retiree_le = le
        self.enregistrer(par=par, champs=["retiree_le"])

    def demander_renouvellement(self, *, le: dt.date, par):
        self.renouvellement_demande_le = le
        self.enregistrer(par=par, champs=["renouvellement_demande_le"])


class Suspension(Periode):
    """Suspension d'un titre par le chef d'établissement, en urgence : des dates, pas de motif."""

    change_la_version = True
    touche = "habilitation__etablissement"

    habilitation = models.ForeignKey(
        Habilitation, models.CASCADE, related_name="suspensions", verbose_name="habilitation"
    )
    history = Histoire("histoire de la suspension")

    objects = PeriodeQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "suspension"
        ordering = ["-debut"]
        constraints = [
            *Periode.Meta.constraints,
            SansChevauchement(
                name="suspension_sans_chevauchement",
                cle=["habilitation"],
                violation_error_message="Ce titre est déjà suspendu sur cette période.",
            ),
        ]

    def __str__(self):
        return f"suspendu depuis le {self.debut:%d/%m/%Y}"
