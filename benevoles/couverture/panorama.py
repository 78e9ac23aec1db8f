"""La couverture de tout le pays un jour donné, gardée en mémoire tant que rien n'a changé.

La clé est le jeton de version des données, que la base renouvelle à chaque écriture : un résultat
gardé est donc juste, ou jamais relu. Rien n'est stocké comme vérité (conception § 2).
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from benevoles.couverture.anciennete import (
    Anciennete,
    Episode,
    anciennete,
    anciennetes,
    histoire,
)
from benevoles.couverture.anomalies import Anomalie, TypeAnomalie, anomalies
from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.couverture.explication import Explication, expliquer
from benevoles.couverture.faits import lire_faits
from etablissements.models import Etablissement
from partenariat.models import Version

# Une poignée de dates à la fois : aujourd'hui, il y a un an, celles qu'on compare.
DATES_GARDEES = 12
DOSSIERS_GARDES = 200


@dataclass(frozen=True, slots=True)
class Dossier:
    """La couverture d'un établissement, expliquée, et son histoire."""

    explication: Explication
    anciennete: Anciennete
    episodes: list[Episode]


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


def bilan(liste: Iterable[Couverture]) -> Bilan:
    resultat = Bilan()
    for c in liste:
        resultat.ajouter(c)
    return resultat


def panorama(*, le: dt.date) -> tuple[Couverture, ...]:
    """La couverture de chaque établissement ouvert ce jour-là, par nom : une requête si connue."""
    return _panorama(_jeton(), le)


def anciennetes_du_pays(*, le: dt.date) -> dict[int, Anciennete]:
    return _anciennetes(_jeton(), le)


def anomalies_du_pays(*, le: dt.date) -> dict[int, list[Anomalie]]:
    """Les anomalies de tous les établissements, fermés compris, ce jour-là."""
    return _anomalies(_jeton(), le)


def couvertures_de(etablissements: Iterable, *, le: dt.date) -> tuple[Couverture, ...]:
    """Comme `couvertures`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _couvertures_de(_jeton(), tuple(etablissements), le)


def anomalies_de(etablissements: Iterable, *, le: dt.date) -> dict[int, list[Anomalie]]:
    """Comme `anomalies`, pour quelques établissements, gardé tant que rien n'a changé."""
    return _anomalies_de(_jeton(), tuple(etablissements), le)


def dossier(etablissement: Etablissement, *, depuis: dt.date, le: dt.date) -> Dossier:
    """Tout ce qu'on sait de la couverture d'un établissement ouvert ce jour-là."""
    return _dossier(_jeton(), etablissement, depuis, le)


def bilans_par_disp(*, le: dt.date) -> dict[int, Bilan]:
    """Le bilan de chaque DISP, par clé primaire ; `None` pour toute la France."""
    return _bilans(_jeton(), le)


def alertes_du_pays(*, le: dt.date) -> Alertes:
    """Les alertes de tout le pays ce jour-là."""
    return _alertes(_jeton(), le)


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
def _panorama(jeton, le):
    ouverts = Etablissement.objects.ouverts(le=le).select_related("disp", "departement", "spip")
    return tuple(couvertures(ouverts, le=le))


@lru_cache(maxsize=DATES_GARDEES)
def _anciennetes(jeton, le):
    return anciennetes([c.etablissement for c in _panorama(jeton, le)], le=le)


@lru_cache(maxsize=DATES_GARDEES)
def _anomalies(jeton, le):
    return anomalies(Etablissement.objects.all(), le=le)


@lru_cache(maxsize=DATES_GARDEES)
def _alertes(jeton, le):
    return alertes(_panorama(jeton, le), _anomalies(jeton, le))


@lru_cache(maxsize=DOSSIERS_GARDES)
def _couvertures_de(jeton, etablissements, le):
    return tuple(couvertures(etablissements, le=le))


@lru_cache(maxsize=DOSSIERS_GARDES)
def _anomalies_de(jeton, etablissements, le):
    return anomalies(etablissements, le=le)


@lru_cache(maxsize=DOSSIERS_GARDES)
def _dossier(jeton, etablissement, depuis, le):
    faits = lire_faits([etablissement], le=le, histoire=True)[etablissement.pk]
    return Dossier(
        expliquer(faits, le=le),
        anciennete(faits, le=le),
        histoire(faits, depuis=depuis, jusqu_a=le),
    )


@lru_cache(maxsize=DATES_GARDEES)
def _bilans(jeton, le):
    bilans = {None: Bilan()}
    for c in _panorama(jeton, le):
        bilans.setdefault(c.etablissement.disp_id, Bilan()).ajouter(c)
        bilans[None].ajouter(c)
    return bilans


_GARDIENS = (
    *(_panorama, _anciennetes, _anomalies, _bilans, _alertes),
    *(_couvertures_de, _anomalies_de, _dossier),
)
