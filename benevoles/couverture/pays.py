"""Le pays un jour donné : chaque établissement, les bilans, ce qui demande une action."""

import copy
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from benevoles.couverture.anciennete import Anciennete, anciennetes
from benevoles.couverture.anomalies import (
    Anomalie,
    Constat,
    Entourage,
    TypeAnomalie,
    anomalies_des_constats,
    anomalies_des_fermes,
    constater,
    entourage,
)
from benevoles.couverture.calcul import Couverture, couverture
from benevoles.couverture.faits import lire_faits
from etablissements.models import Etablissement
from partenariat.models import Ecart, Repere

PAR_LOT = 1000  # établissements dont on lit les faits ensemble


class Alertes(NamedTuple):
    """(type, nombre) de chaque anomalie ; établissements bientôt sans VP, dans 3 mois, puis 6."""

    anomalies: list
    dans_3_mois: list[Couverture]
    dans_6_mois: list[Couverture]


@dataclass(slots=True)
class Bilan:
    """Les nombres d'un ensemble d'établissements un jour donné."""

    etablissements: int = 0
    vp: int = 0
    cp: int = 0
    besoin_vp: int = 0
    manque_vp: int = 0
    manque_cp: int = 0
    statuts_vp: Counter = field(default_factory=Counter)
    statuts_cp: Counter = field(default_factory=Counter)
    croises: Counter = field(default_factory=Counter)

    def ajouter(self, c: Couverture):
        self.etablissements += 1
        self.vp += c.effectif_vp
        self.cp += c.effectif_cp
        self.besoin_vp += c.besoin_vp
        self.manque_vp += c.manque_vp
        self.manque_cp += c.manque_cp
        self.statuts_vp[c.statut_vp] += 1
        self.statuts_cp[c.statut_cp] += 1
        self.croises[c.statut_croise] += 1


class Fiche(NamedTuple):
    """Ce qu'on garde d'un établissement ; ses faits pèsent bien plus."""

    couverture: Couverture
    constat: Constat


class Pays:
    """Tous les établissements un jour, pour une version des données."""

    def __init__(self, jeton: str, le: dt.date, repere: Repere | None, etablissements: list):
        self.jeton, self.le, self.repere = jeton, le, repere
        self.etablissements = etablissements
        self._ouverts = [e for e in etablissements if e.est_ouvert(le)]
        self._fiches = _lire_les_fiches(self._ouverts, le)
        self._anciennetes = {}

    def apres(self, jeton: str, ecart: Ecart) -> "Pays":
        """Le même jour après ces changements : seul ce qu'ils touchent se relit."""
        suivant = copy.copy(self)
        suivant.jeton, suivant.repere = jeton, ecart.repere
        perimes = set()
        if ecart.etablissements:
            touches = [e for e in self._ouverts if e.pk in ecart.etablissements]
            suivant._fiches = self._fiches | _lire_les_fiches(touches, self.le)
            perimes = {"couvertures", "bilans", "anomalies", "alertes"}
        if ecart.encadrement:
            perimes |= {"entourage", "anomalies", "alertes"}
        for perime in perimes:
            suivant.__dict__.pop(perime, None)
        suivant._anciennetes = {
            pk: depuis for pk, depuis in self._anciennetes.items() if pk not in ecart.etablissements
        }
        return suivant

    @cached_property
    def couvertures(self) -> tuple[Couverture, ...]:
        """La couverture de chaque établissement ouvert ce jour-là, par nom."""
        return tuple(self._fiches[e.pk].couverture for e in self._ouverts)

    @cached_property
    def anomalies(self) -> dict[int, list[Anomalie]]:
        """Les anomalies de tous les établissements, fermés compris, ce jour-là."""
        constats = {pk: fiche.constat for pk, fiche in self._fiches.items()}
        fermes = [e for e in self.etablissements if not e.est_ouvert(self.le)]
        ouverts = anomalies_des_constats(constats, self.entourage)
        return ouverts | anomalies_des_fermes(fermes, le=self.le)

    @cached_property
    def entourage(self) -> Entourage:
        return entourage(le=self.le)

    @cached_property
    def bilans(self) -> dict[int, Bilan]:
        """Le bilan de chaque DISP, par clé primaire ; `None` pour toute la France."""
        bilans = {None: Bilan()}
        for c in self.couvertures:
            bilans.setdefault(c.etablissement.disp_id, Bilan()).ajouter(c)
            bilans[None].ajouter(c)
        return bilans

    @cached_property
    def alertes(self) -> Alertes:
        return alertes(self.couvertures, self.anomalies)

    def anciennetes(self, etablissements: Iterable[Etablissement]) -> dict[int, Anciennete]:
        """L'ancienneté de ceux-là au moins : on ne calcule que celles qu'on ignore encore."""
        ignores = [e for e in etablissements if e.pk not in self._anciennetes]
        if ignores:
            self._anciennetes |= anciennetes(ignores, le=self.le)
        return self._anciennetes


def _lire_les_fiches(etablissements, le):
    """Par lots : les faits d'un lot sont oubliés avant de lire ceux du suivant."""
    fiches = {}
    par_cle = sorted(etablissements, key=lambda e: e.pk)
    for debut in range(0, len(par_cle), PAR_LOT):
        faits = lire_faits(par_cle[debut : debut + PAR_LOT], le=le)
        for pk, fait in faits.items():
            fiches[pk] = Fiche(couverture(fait, le=le), constater(fait, le=le))
    return fiches


def alertes(couvertures: Iterable[Couverture], anomalies: dict) -> Alertes:
    """Ce qui demande une action : anomalies comptées par type, et ce qui vient à 3 et 6 mois."""
    ouverts = {c.etablissement.pk for c in couvertures}
    nombres = Counter(
        a.type
        for pk, liste in anomalies.items()
        for a in liste
        if pk in ouverts or a.type == TypeAnomalie.FERME_AVEC_AFFECTATIONS
    )
    trois, six = a_venir(couvertures, 3), a_venir(couvertures, 6)
    deja = {c.etablissement.pk for c in trois}
    return Alertes(
        [(type_, nombres[type_]) for type_ in TypeAnomalie if nombres[type_]],
        trois,
        [c for c in six if c.etablissement.pk not in deja],
    )


def a_venir(liste: Iterable[Couverture], mois: int) -> list[Couverture]:
    """Ceux qui ont des VP et n'en auront plus dans `mois` mois (3 ou 6) si rien n'est renouvelé."""
    return [c for c in liste if c.effectif_vp and not c.restants[mois]]
