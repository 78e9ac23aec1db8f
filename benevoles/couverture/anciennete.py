"""Depuis quand un établissement est dans son statut, et l'histoire de ses statuts.

Un statut ne change qu'à des jours que les faits désignent : on l'évalue à chacun, du plus récent au
plus ancien, et on s'arrête dès qu'il diffère.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import NamedTuple

from benevoles.couverture.calcul import couverture
from benevoles.couverture.faits import Faits, lire_faits
from benevoles.couverture.statuts import FRAICHEUR, HORIZON, StatutCP, StatutVP
from benevoles.models import Fonction
from etablissements.models import Effectif
from partenariat.periodes import DERNIER_JOUR, ajouter_mois

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
    actuelle = couverture(faits, le=le)
    depuis, reste = {}, {"statut_vp", "statut_cp"}
    precedent = None
    for jour in [j for j in reversed(_jours_de_changement(faits, le))]:
        ce_jour = couverture(faits, le=jour)
        for statut in list(reste):
            if getattr(ce_jour, statut) != getattr(actuelle, statut):
                depuis[statut] = precedent
                reste.discard(statut)
        if not reste:
            break
        precedent = jour
    ouverture = faits.etablissement.ouvert_le
    return Anciennete(
        depuis.get("statut_vp", ouverture) or ouverture,
        depuis.get("statut_cp", ouverture) or ouverture,
    )


def histoire(faits: Faits, *, depuis: dt.date, jusqu_a: dt.date) -> list[Episode]:
    """Les épisodes de statut constant entre deux jours, du plus récent au plus ancien."""
    jours = [j for j in _jours_de_changement(faits, jusqu_a) if j > depuis]
    episodes = []
    for debut, fin in zip([depuis, *jours], [*(j - UN_JOUR for j in jours), jusqu_a], strict=True):
        ce_jour = couverture(faits, le=debut)
        statuts = (ce_jour.statut_vp, ce_jour.statut_cp)
        if episodes and episodes[-1][2:] == statuts:
            episodes[-1] = episodes[-1]._replace(fin=fin)
        else:
            episodes.append(Episode(debut, fin, *statuts))
    return episodes[::-1]


def _jours_de_changement(faits: Faits, le: dt.date) -> list[dt.date]:
    """Tous les jours, jusqu'à celui-ci, où un statut peut commencer ; dans l'ordre."""
    jours = set()
    for presence in faits.presences:
        jours |= {presence.debut, _lendemain(presence.fin)}
        for titre in presence.titres:
            jours |= {titre.debut, _lendemain(titre.fin), titre.decidee_le, titre.retiree_le}
            jours |= {_entree_en_alerte(titre.fin)}
            for debut, fin in titre.suspensions:
                jours |= {debut, _lendemain(fin)}
    for fonction in Fonction:
        for jour in faits.confirmations[fonction]:
            jours |= {jour, _perime_le(jour)}
    jours |= {jour for jour, *_ in faits.besoins}
    for base in faits.bases:
        jours |= {base.le}
        if base.nature == Effectif.Nature.DETENUS:
            jours |= {_perime_le(base.le)}
    for seuil in faits.seuils:
        jours |= {seuil.debut, _lendemain(seuil.fin)}
    debut = faits.etablissement.ouvert_le or dt.date.min
    return sorted(j for j in jours if debut <= j <= le)


def _lendemain(jour):
    return jour if jour == DERNIER_JOUR else jour + UN_JOUR


def _entree_en_alerte(fin):
    """Le premier jour d'où cette échéance tombe dans les six mois."""
    if fin == DERNIER_JOUR:
        return fin
    return _premier_jour(ajouter_mois(fin, -HORIZON), lambda j: ajouter_mois(j, HORIZON) > fin)


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
