"""Depuis quand un établissement est dans son statut, et l'histoire de ses statuts.

Un statut ne change qu'à des jours que les faits désignent. On suit d'abord l'effectif de la liste :
chaque présence n'est jugée qu'aux jours qui la concernent. Puis le statut s'évalue à chacun de ces
jours, du plus récent au plus ancien pour dire « depuis quand ».
"""

import datetime as dt
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from benevoles.couverture.calcul import (
    base_le,
    besoin_vp,
    seuil_le,
    statut_cp_le,
    statut_vp_le,
)
from benevoles.couverture.faits import Faits, lire_faits
from benevoles.couverture.statuts import FRAICHEUR, HORIZON, StatutCP, StatutVP
from benevoles.models import Fonction
from etablissements.models import Effectif
from partenariat.periodes import DERNIER_JOUR, PREMIER_JOUR, ajouter_mois

FENETRES = (12, 48)  # mois où l'on cherche d'abord le dernier changement
UN_JOUR = dt.timedelta(days=1)


class Anciennete(NamedTuple):
    """Premier jour du statut en cours ; None : depuis le début des données."""

    vp: dt.date | None
    cp: dt.date | None


class Releve(NamedTuple):
    """L'effectif d'une liste à partir d'un jour, et ce qu'il en resterait à l'horizon."""

    jour: dt.date
    effectif: int
    restant: int


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
    """On ne remonte plus loin que si rien n'a changé dans les derniers mois."""
    ouverture = faits.etablissement.ouvert_le or PREMIER_JOUR
    for depuis in (*(ajouter_mois(le, -mois) for mois in FENETRES), ouverture):
        premier, actuel = le, None
        for releve in reversed(releves(faits, fonction, max(depuis, ouverture), le)):
            ce_jour_la = _statut(faits, fonction, releve)
            if ce_jour_la != (actuel := actuel or ce_jour_la):
                return premier
            premier = releve.jour
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
    for releve in releves(faits, fonction, depuis, jusqu_a):
        if (actuel := _statut(faits, fonction, releve)) != dernier:
            changements[releve.jour] = dernier = actuel
    return changements


def _statut(faits, fonction, releve):
    jour, effectif, restant = releve
    if fonction == Fonction.CP:
        return statut_cp_le(faits, jour, effectif)
    besoin = besoin_vp(seuil_le(faits, jour), base_le(faits, jour))
    return statut_vp_le(faits, jour, effectif, restant, besoin)


def releves(faits: Faits, fonction, depuis: dt.date, le: dt.date) -> list[Releve]:
    """Du premier jour au dernier : celui-là, puis chaque jour où le statut de la liste change."""
    variations = {depuis: [0, 0]}
    for jour in _jours_de_la_liste(faits, fonction):
        if depuis < jour <= le:
            variations.setdefault(jour, [0, 0])
    for presence in faits.presences:
        if presence.fonction == fonction and presence.debut <= le and presence.fin >= depuis:
            _ajouter_les_variations(variations, presence, depuis, le)
    suivis, effectif, restant = [], 0, 0
    for jour in sorted(variations):
        effectif += variations[jour][0]
        restant += variations[jour][1]
        suivis.append(Releve(jour, effectif, restant))
    return suivis


def _ajouter_les_variations(variations, presence, depuis, le):
    """Ce que cette présence ajoute et retire, aux seuls jours où elle peut changer."""
    compte = tient = False
    for jour in sorted(_jours_d_une_presence(presence, depuis, le)):
        avant = compte, tient
        compte = presence.est_en_cours(jour) and presence.compte(jour)
        tient = compte and presence.tient_jusqu_au(ajouter_mois(jour, HORIZON), jour)
        variation = variations.setdefault(jour, [0, 0])
        variation[0] += compte - avant[0]
        variation[1] += tient - avant[1]


def _jours_d_une_presence(presence, depuis, le):
    """Le premier jour, et ceux où elle cesse ou reprend de compter ou de tenir."""
    debut, apres = max(presence.debut, depuis), _lendemain(presence.fin)
    jours = {apres}
    for titre in presence.titres:
        jours |= {titre.debut, _lendemain(titre.fin), titre.decidee_le, titre.retiree_le}
        jours.add(_entree_en_alerte(titre.fin))
        for suspendu, retabli in titre.suspensions:
            jours |= {suspendu, _lendemain(retabli)}
    return {debut, *(j for j in jours if debut < j <= min(apres, le))}


def _jours_de_la_liste(faits, fonction):
    """Les jours où le statut peut changer sans que personne n'arrive ni ne parte."""
    for jour in faits.confirmations[fonction]:
        yield jour
        yield _perime_le(jour)
    if fonction == Fonction.VP:
        yield from _jours_du_besoin(faits)


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
