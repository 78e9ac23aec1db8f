"""La fiche d'une personne, limitée à ce que celui qui la lit peut en voir."""

import datetime as dt
from dataclasses import dataclass

from benevoles.listes import phrase_du_titre
from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    Habilitation,
    Mandat,
    Section,
)
from partenariat.champs import Regard, voit
from partenariat.models import AdresseEnEchec


@dataclass(frozen=True, slots=True, kw_only=True)
class Fiche:
    """Ce que ce compte voit d'une personne, un jour donné."""

    benevole: Benevole
    le: dt.date
    affectations: list[Affectation]
    modifiables: set[int]
    titres: list[tuple[Habilitation, str]]
    mandats: list[Mandat]
    adhesions: list[Adhesion]
    absences: list[Absence]
    en_echec: list[AdresseEnEchec]

    @property
    def en_cours(self):
        """Les affectations du jour, et si ce compte peut les modifier."""
        return [(a, a.pk in self.modifiables) for a in self.affectations if a.est_en_cours(self.le)]

    @property
    def a_venir(self):
        return [a for a in self.affectations if a.debut > self.le]

    @property
    def passees(self):
        return [a for a in self.affectations if a.fin and a.fin < self.le]

    @property
    def double_adhesion(self) -> bool:
        return len({a.association for a in self.adhesions if a.est_en_cours(self.le)}) > 1


def adresses_de(benevole) -> list[str]:
    """Où l'application écrit à cette personne : sa fiche, son compte."""
    compte = benevole.utilisateur
    return [benevole.courriel, compte.email if compte else ""]


def lire_fiche(benevole: Benevole, utilisateur, *, le: dt.date) -> Fiche:
    """La fiche, en un nombre constant de requêtes."""
    affectations = Affectation.objects.filter(benevole=benevole)
    titres = Habilitation.objects.visibles_par(utilisateur).filter(benevole=benevole)
    sections = Section.objects.visibles_par(utilisateur)
    mandats = Mandat.objects.filter(benevole=benevole)
    if benevole.utilisateur_id != utilisateur.pk:
        mandats = mandats.filter(section__in=sections)
    return Fiche(
        benevole=benevole,
        le=le,
        affectations=list(affectations.visibles_par(utilisateur).select_related("etablissement")),
        modifiables=set(affectations.modifiables_par(utilisateur).values_list("pk", flat=True)),
        titres=[
            (titre, phrase_du_titre(titre, le))
            for titre in titres.select_related("etablissement").prefetch_related("suspensions")
        ],
        mandats=list(mandats.select_related("section")),
        adhesions=_adhesions(benevole, utilisateur),
        en_echec=list(AdresseEnEchec.objects.parmi(adresses_de(benevole))),
        absences=[a for a in benevole.absences.all() if a.fin >= le],
    )


def _adhesions(benevole, utilisateur):
    """Les siennes ; celles d'un membre de son association, pour une direction ou un délégué."""
    adhesions = list(benevole.adhesions.all())
    regards = regards_sur(benevole, adhesions, utilisateur)
    return adhesions if voit("benevoles.Adhesion.association", regards) else []


def regards_sur(benevole, adhesions, utilisateur) -> set[Regard]:
    """À quels titres ce compte lit la fiche d'une personne, ses adhésions connues."""
    droits, membre_de = utilisateur.droits, {a.association for a in adhesions}
    siens = {
        Regard.SOI: benevole.utilisateur_id == utilisateur.pk,
        Regard.DIRECTION: droits.direction in membre_de,
        Regard.DELEGUE: droits.delegation in membre_de,
    }
    return {regard for regard, tenu in siens.items() if tenu}
