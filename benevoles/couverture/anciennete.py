"""Depuis quand un établissement est dans son statut, et l'histoire de ses statuts.

Un statut ne change qu'à des jours que les faits désignent : on l'évalue à chacun, du plus récent au
plus ancien, et on s'arrête dès qu'il diffère.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from benevoles.couverture.calcul import statut
from benevoles.couverture.faits import Faits, lire_faits
from benevoles.couverture.statuts import FRAICHEUR, HORIZON, StatutCP, StatutVP
from benevoles.models import Fonction
from etablissements.models import Effectif
from partenariat.periodes import DERNIER_JOUR, PREMIER_JOUR, ajouter_mois

UN_JOUR = dt.timedelta(days=1)


class Anciennete(NamedTuple):
    """Premier jour du statut en cours ; None : depuis le début des données."""

    vp: dt.date | None
    cp: dt.date | None


class Episode(NamedTuple):
    """Un statut VP et un statut CP Auxilia constants, de `debut` à `fin` compris."""

    debut: dt.date
    fin: dt.date
    statut_vp: StatutVP
    statut_cp: StatutCP


def anciennetes(etablissements: Iterable, *, le: dt.date) -> dict[int, Anciennete]:
    """L'ancienneté du statut de chacun ce jour-là, en un nombre constant de requêtes."""
    faits = lire_faits(list(etablissements), le=le, histoire=True)
    return {pk: anciennete(fait, le=le) for pk, fait in faits.items()}


def anciennete(faits: Faits, *, le: dt.date) -> Anciennete:
    return Anciennete(*(_depuis(faits, fonction, le) for fonction in Fonction))


def _depuis(faits, fonction, le):
    actuel, premier = statut(faits, fonction, le=le), le
    for jour in reversed(_jours_de_changement(faits, fonction, le)):
        if statut(faits, fonction, le=jour) != actuel:
            return premier
        premier = jour
    return faits.etablissement.ouvert_le


def histoire(faits: Faits, *, depuis: dt.date, jusqu_a: dt.date) -> list[Episode]:
    """Les épisodes de statuts constants entre deux jours, du plus récent au plus ancien."""
    vp, cp = (_changements(faits, fonction, depuis, jusqu_a) for fonction in Fonction)
    debuts = sorted(vp.keys() | cp.keys())
    episodes, ce_jour = [], [None, None]
    for debut, suivant in zip(debuts, [*debuts[1:], jusqu_a + UN_JOUR], strict=True):
        ce_jour = [vp.get(debut, ce_jour[0]), cp.get(debut, ce_jour[1])]
        episodes.append(Episode(debut, suivant - UN_JOUR, *ce_jour))
    return episodes[::-1]


def _changements(faits, fonction, depuis, jusqu_a):
    """{jour: statut} pour le premier jour et pour chaque jour où le statut change."""
    changements, dernier = {}, None
    for jour in [depuis, *_jours_de_changement(faits, fonction, jusqu_a)]:
        if jour >= depuis and (actuel := statut(faits, fonction, le=jour)) != dernier:
            changements[jour] = dernier = actuel
    return changements


def _jours_de_changement(faits: Faits, fonction, le: dt.date) -> list[dt.date]:
    """Tous les jours, jusqu'à celui-ci, où un statut de cette liste peut commencer ; en ordre."""
    jours = set()
    for presence in faits.presences:
        if presence.fonction == fonction:
            jours |= _jours_d_une_presence(presence)
    for jour in faits.confirmations[fonction]:
        jours |= {jour, _perime_le(jour)}
    if fonction == Fonction.VP:
        jours |= _jours_du_besoin(faits)
    debut = faits.etablissement.ouvert_le or PREMIER_JOUR
    return sorted({debut, *(j for j in jours if debut <= j <= le)})


def _jours_d_une_presence(presence):
    jours = {presence.debut, _lendemain(presence.fin)}
    for titre in presence.titres:
        jours |= {titre.debut, _lendemain(titre.fin), titre.decidee_le, titre.retiree_le}
        jours.add(_entree_en_alerte(titre.fin))
        for debut, fin in titre.suspensions:
            jours |= {debut, _lendemain(fin)}
    return jours


def _jours_du_besoin(faits):
    jours = {jour for jour, *_ in faits.besoins}
    for base in faits.bases:
        jours.add(base.le)
        if base.nature == Effectif.Nature.DETENUS:
            jours.add(_perime_le(base.le))
    for seuil in faits.seuils:
        jours |= {seuil.debut, _lendemain(seuil.fin)}
    return jours


def _lendemain(jour):
    return jour if jour == DERNIER_JOUR else jour + UN_JOUR


@lru_cache(maxsize=10_000)
def _entree_en_alerte(fin):
    """Le premier jour d'où cette échéance tombe dans les six mois."""
    if fin == DERNIER_JOUR:
        return fin
    return _premier_jour(ajouter_mois(fin, -HORIZON), lambda j: ajouter_mois(j, HORIZON) > fin)


@lru_cache(maxsize=10_000)
def _perime_le(jour):
    """Le premier jour d'où ce fait a plus d'un an."""
    return _premier_jour(
        ajouter_mois(jour, FRAICHEUR), lambda j: ajouter_mois(j, -FRAICHEUR) > jour
    )


def _premier_jour(depart: dt.date, condition: Callable[[dt.date], bool]) -> dt.date:
    """Les mois n'ont pas tous le même nombre de jours : le bon est à quelques jours du départ."""
    jour = depart
    while not condition(jour):
        jour += UN_JOUR
    while condition(jour - UN_JOUR):
        jour -= UN_JOUR
    return jour
