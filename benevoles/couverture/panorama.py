"""La couverture de tout le pays un jour donné, gardée en mémoire tant que rien n'a changé.

La clé est le jeton de version des données, que la base renouvelle à chaque écriture : un résultat
gardé est donc juste, ou jamais relu. Rien n'est stocké comme vérité (conception § 2).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple

from benevoles.couverture.anciennete import Anciennete, anciennetes
from benevoles.couverture.anomalies import (
    Anomalie,
    TypeAnomalie,
    anomalies,
    anomalies_des_fermes,
    anomalies_des_ouverts,
)
from benevoles.couverture.calcul import Couverture, couverture, couvertures
from benevoles.couverture.dossier import Dossier, constituer
from benevoles.couverture.faits import lire_faits
from etablissements.models import Etablissement
from partenariat.models import Version

# Une poignée de dates à la fois : aujourd'hui, il y a un an, celles qu'on compare.
DATES_GARDEES = 12
FAITS_GARDES = 2  # ils pèsent bien plus que ce qu'on en tire
DOSSIERS_GARDES = 200


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


class Pays:
    """Tous les établissements un jour, pour une version des données ; calculé à la demande."""

    def __init__(self, jeton: str, le: dt.date):
        self.le = le
        self.jeton = jeton
        self._anciennetes = {}

    @cached_property
    def couvertures(self) -> tuple[Couverture, ...]:
        """La couverture de chaque établissement ouvert ce jour-là, par nom."""
        return tuple(couverture(f, le=self.le) for f in _faits(self.jeton, self.le).values())

    @cached_property
    def anomalies(self) -> dict[int, list[Anomalie]]:
        """Les anomalies de tous les établissements, fermés compris, ce jour-là."""
        ouverts = anomalies_des_ouverts(_faits(self.jeton, self.le), le=self.le)
        fermes = [e for e in _etablissements(self.jeton) if not e.est_ouvert(self.le)]
        return ouverts | anomalies_des_fermes(fermes, le=self.le)

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


def pays(*, le: dt.date) -> Pays:
    """Le pays ce jour-là : une seule requête si rien n'a changé depuis la dernière fois."""
    return _pays(_jeton(), le)


def couvertures_de(etablissements: Iterable, *, le: dt.date) -> tuple[Couverture, ...]:
    """Comme `couvertures`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _couvertures_de(_jeton(), tuple(etablissements), le)


def anomalies_de(etablissements: Iterable, *, le: dt.date) -> dict[int, list[Anomalie]]:
    """Comme `anomalies`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _anomalies_de(_jeton(), tuple(etablissements), le)


def dossier(etablissement: Etablissement, *, depuis: dt.date, le: dt.date) -> Dossier:
    """Comme `constituer`, gardé tant que rien n'a changé."""
    return _dossier(_jeton(), etablissement, depuis, le)


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


def _jeton() -> str:
    """La version des données ; ce qu'on gardait pour une autre ne resservira plus : libéré."""
    jeton = Version.actuelle()
    if jeton not in _dernier:
        for gardien in _GARDIENS:
            gardien.cache_clear()
        _dernier[:] = [jeton]
    return jeton


_dernier: list[str] = []


@lru_cache(maxsize=DATES_GARDEES)
def _pays(jeton, le):
    return Pays(jeton, le)


@lru_cache(maxsize=1)
def _etablissements(jeton):
    return list(Etablissement.objects.prefetch_related("disp", "departement", "spip"))


@lru_cache(maxsize=FAITS_GARDES)
def _faits(jeton, le):
    return lire_faits([e for e in _etablissements(jeton) if e.est_ouvert(le)], le=le)


@lru_cache(maxsize=DOSSIERS_GARDES)
def _couvertures_de(jeton, etablissements, le):
    return tuple(couvertures(etablissements, le=le))


@lru_cache(maxsize=DOSSIERS_GARDES)
def _anomalies_de(jeton, etablissements, le):
    return anomalies(etablissements, le=le)


@lru_cache(maxsize=DOSSIERS_GARDES)
def _dossier(jeton, etablissement, depuis, le):
    return constituer(etablissement, depuis=depuis, le=le)


_GARDIENS = (_pays, _etablissements, _faits, _couvertures_de, _anomalies_de, _dossier)
