"""Ce qui cloche, typé : chaque anomalie a un nom, une phrase, et dit où agir."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import models

from benevoles.couverture.calcul import (
    base_le,
    comptees,
    derniere_confirmation,
    est_fraiche,
)
from benevoles.couverture.faits import Faits, lire_faits, portee
from benevoles.couverture.statuts import HORIZON
from benevoles.models import Absence, Affectation, Fonction, Mandat, Rattachement
from partenariat.memoire import partagee
from partenariat.periodes import ajouter_mois


class TypeAnomalie(models.TextChoices):
    SANS_SECTION = "sans_section", "aucune section"
    SECTION_SANS_TITULAIRE = "section_sans_titulaire", "section sans président ni correspondant"
    TITULAIRE_SANS_COMPTE = "titulaire_sans_compte", "président sans compte"
    AGREMENT_BIENTOT_ECHU = "agrement_bientot_echu", "agrément qui expire bientôt"
    AGREMENT_ECHU = "agrement_echu", "affectation en cours sans agrément valable"
    CP_SANS_TITRE = "cp_sans_titre", "CP Auxilia sans autorisation enregistrée"
    TOUS_ABSENTS = "tous_absents", "tous les visiteurs sont absents"
    LISTE_VP_NON_CONFIRMEE = "liste_vp_non_confirmee", "liste des visiteurs non confirmée"
    LISTE_CP_NON_CONFIRMEE = "liste_cp_non_confirmee", "liste des CP Auxilia non confirmée"
    FERME_AVEC_AFFECTATIONS = (
        "ferme_avec_affectations",
        "fermé, affectations en cours",
    )
    CAPACITE_INCONNUE = "capacite_inconnue", "capacité inconnue"


class Anomalie(NamedTuple):
    """Une anomalie d'un établissement un jour donné ; `nombre` : de personnes, quand il y en a."""

    type: TypeAnomalie
    nombre: int = 0

    def __str__(self):
        return f"{self.type.label} ({self.nombre})" if self.nombre else str(self.type.label)


class Encadrement(NamedTuple):
    """La section d'un établissement ce jour-là."""

    section: int | None = None
    titulaire: int | None = None
    a_un_compte: bool = False


class Constat(NamedTuple):
    """Ce que les faits d'un établissement ont d'anormal, hors de sa section et des absences."""

    titres: tuple[Anomalie, ...]
    vp: tuple[int, ...]  # les bénévoles qui comptent : tous absents, c'en est une autre
    listes: tuple[Anomalie, ...]


class Entourage(NamedTuple):
    """Ce qui change sans que l'établissement change : les sections, et qui est absent."""

    encadrements: dict[int, Encadrement]
    absents: frozenset[int]


def anomalies(etablissements: Iterable, *, le: dt.date) -> dict[int, list[Anomalie]]:
    """Les anomalies de chaque établissement ce jour-là, en un nombre constant de requêtes."""
    etablissements = list(etablissements)
    faits = lire_faits([e for e in etablissements if e.est_ouvert(le)], le=le)
    fermes = [e for e in etablissements if not e.est_ouvert(le)]
    return anomalies_des_ouverts(faits, le=le) | anomalies_des_fermes(fermes, le=le)


def anomalies_des_ouverts(faits: dict[int, Faits], *, le: dt.date) -> dict[int, list[Anomalie]]:
    constats = {pk: constater(fait, le=le) for pk, fait in faits.items()}
    return anomalies_des_constats(constats, entourage(le=le, **portee(faits)))


def constater(faits: Faits, *, le: dt.date) -> Constat:
    vp = tuple(p.benevole for p in comptees(faits, Fonction.VP, le))
    titres, listes = tuple(_des_titres(faits, le)), tuple(_des_listes(faits, le))
    return Constat(partagee(titres), vp, partagee(listes))


def entourage(*, le: dt.date, **seuls) -> Entourage:
    """Deux requêtes, et une pour les absences ; `seuls` : voir `portee`."""
    siens = {f"benevole__affectations__{chemin}": cles for chemin, cles in seuls.items()}
    absents = Absence.objects.en_cours(le=le).filter(**siens).values_list("benevole", flat=True)
    return Entourage(_encadrements(seuls, le), frozenset(absents))


def anomalies_des_constats(
    constats: dict[int, Constat], autour: Entourage
) -> dict[int, list[Anomalie]]:
    return {
        pk: [
            *_de_section(autour.encadrements.get(pk, Encadrement())),
            *constat.titres,
            *_des_absences(constat.vp, autour.absents),
            *constat.listes,
        ]
        for pk, constat in constats.items()
    }


def anomalies_des_fermes(fermes: list, *, le: dt.date) -> dict[int, list[Anomalie]]:
    if not fermes:
        return {}
    nombres = defaultdict(int)
    restees = Affectation.objects.en_cours(le=le).filter(etablissement__in=fermes)
    for etablissement in restees.values_list("etablissement", flat=True):
        nombres[etablissement] += 1
    return {pk: [Anomalie(TypeAnomalie.FERME_AVEC_AFFECTATIONS, n)] for pk, n in nombres.items()}


def _encadrements(seuls, le):
    rattachements = dict(
        Rattachement.objects.en_cours(le=le).filter(**seuls).values_list("etablissement", "section")
    )
    siens = {f"section__rattachements__{chemin}": cles for chemin, cles in seuls.items()}
    titulaires = {
        # D'un titulaire parti depuis, on ne sait plus s'il avait un compte : on n'en dit rien.
        section: (benevole, fin is not None or (compte is not None and ouvert.date() <= le))
        for section, benevole, fin, compte, ouvert in Mandat.objects.en_cours(le=le)
        .filter(fonction__in=Mandat.TITULAIRES, **siens)
        .values_list(
            "section", "benevole", "fin", "benevole__utilisateur", "benevole__utilisateur__cree_le"
        )
    }
    return {
        etablissement: Encadrement(section, *titulaires.get(section, ()))
        for etablissement, section in rattachements.items()
    }


def _de_section(encadrement):
    if encadrement.section is None:
        yield Anomalie(TypeAnomalie.SANS_SECTION)
    elif encadrement.titulaire is None:
        yield Anomalie(TypeAnomalie.SECTION_SANS_TITULAIRE)
    elif not encadrement.a_un_compte:
        yield Anomalie(TypeAnomalie.TITULAIRE_SANS_COMPTE)


def _des_titres(faits: Faits, le):
    presents = [p for p in faits.presences if p.est_en_cours(le)]
    horizon = ajouter_mois(le, HORIZON)
    bientot = sum(p.compte(le) and p.jusqu_au(le) < horizon for p in presents)
    if bientot:
        yield Anomalie(TypeAnomalie.AGREMENT_BIENTOT_ECHU, bientot)
    echus = sum(not p.compte(le) for p in presents)
    if echus:
        yield Anomalie(TypeAnomalie.AGREMENT_ECHU, echus)
    sans_titre = sum(p.fonction == Fonction.CP and not p.titres for p in presents)
    if sans_titre:
        yield Anomalie(TypeAnomalie.CP_SANS_TITRE, sans_titre)


def _des_absences(vp, absents):
    if vp and absents.issuperset(vp):
        yield Anomalie(TypeAnomalie.TOUS_ABSENTS, len(vp))


def _des_listes(faits: Faits, le):
    for fonction, type_anomalie in (
        (Fonction.VP, TypeAnomalie.LISTE_VP_NON_CONFIRMEE),
        (Fonction.CP, TypeAnomalie.LISTE_CP_NON_CONFIRMEE),
    ):
        if not est_fraiche(derniere_confirmation(faits, fonction, le), le):
            yield Anomalie(type_anomalie)
    if base_le(faits, le) is None:
        yield Anomalie(TypeAnomalie.CAPACITE_INCONNUE)
