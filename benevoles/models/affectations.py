"""Les affectations : qui intervient où, en quelle fonction, de quand à quand."""

import datetime as dt

from django.db import models
from django.db.models import Q

from benevoles.models.personnes import Benevole
from benevoles.perimetre import Fonction, etablissements_tenus
from etablissements.models import Etablissement
from partenariat.concurrence import Versionne
from partenariat.histoire import SUIVI, Histoire
from partenariat.periodes import Periode, PeriodeQuerySet, SansChevauchement


class AffectationQuerySet(PeriodeQuerySet):
    def visibles_par(self, utilisateur):
        """Les siennes, et celles de son association dans son périmètre."""
        return self.filter(Q(benevole__utilisateur=utilisateur) | self._tenues(utilisateur.droits))

    def modifiables_par(self, utilisateur):
        """Celles des listes que ce compte tient : la sienne seule ne suffit pas."""
        return self.filter(self._tenues(utilisateur.droits))

    @staticmethod
    def _tenues(droits):
        condition = Q(pk__in=[])
        for fonction in Fonction:
            tenus = etablissements_tenus(droits, fonction, chemin="etablissement__")
            condition |= Q(fonction=fonction) & tenus
        return condition


class Affectation(Versionne, Periode):
    """Un bénévole intervient dans un établissement : VP de l'ANVP, ou CP d'AUXILIA."""

    change_la_version = True
    touche = "etablissement"

    class MotifFin(models.TextChoices):
        """Liste neutre, sans texte libre : ni santé, ni opinion, ni reproche."""

        FIN_ENGAGEMENT = "engagement", "fin de l’engagement bénévole"
        DEMENAGEMENT = "demenagement", "déménagement"
        CHANGEMENT = "changement", "intervient désormais ailleurs"
        TITRE = "titre", "agrément ou autorisation non renouvelé"
        FERMETURE = "fermeture", "fermeture de l’établissement"
        DECES = "deces", "décès"
        ERREUR = "erreur", "inscrit par erreur"
        AUTRE = "autre", "autre motif"

    benevole = models.ForeignKey(
        Benevole, models.PROTECT, related_name="affectations", verbose_name="bénévole"
    )
    etablissement = models.ForeignKey(
        Etablissement, models.PROTECT, related_name="affectations", verbose_name="établissement"
    )
    fonction = models.CharField("fonction", max_length=2, choices=Fonction)
    motif_fin = models.CharField("motif de fin", max_length=12, choices=MotifFin, blank=True)
    history = Histoire("histoire de l’affectation", sauf=SUIVI)

    objects = AffectationQuerySet.as_manager()

    class Meta(Periode.Meta):
        verbose_name = "affectation"
        ordering = ["-debut", "pk"]
        indexes = [models.Index(fields=["etablissement", "fonction", "debut", "fin"])]
        constraints = [
            *Periode.Meta.constraints,
            models.CheckConstraint(
                name="affectation_finie_avec_un_motif",
                condition=Q(fin=None, motif_fin="") | (Q(fin__isnull=False) & ~Q(motif_fin="")),
                violation_error_message="Une fin d’affectation demande une date et un motif.",
            ),
            SansChevauchement(
                name="affectation_sans_chevauchement",
                cle=["benevole", "etablissement", "fonction"],
                violation_error_message=(
                    "Cette personne intervient déjà dans cet établissement sur cette période."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.benevole}, {self.get_fonction_display()} à {self.etablissement}"

    def terminer(self, *, le: dt.date, motif: str, par):
        """Fixe le dernier jour et le motif : la seule façon de finir une affectation."""
        self.fin, self.motif_fin = le, motif
        self.enregistrer(par=par, champs=["fin", "motif_fin"])
