"""La frise des statuts d'un établissement : un dessin SVG, toujours doublé d'un tableau."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from benevoles.couverture.anciennete import Episode

LARGEUR = 1000  # unités du dessin


@dataclass(frozen=True, slots=True)
class Segment:
    """Un statut constant, placé sur la frise."""

    x: int
    largeur: int
    statut: object
    debut: dt.date
    fin: dt.date


@dataclass(frozen=True, slots=True)
class Frise:
    vp: list[Segment]
    cp: list[Segment]
    annees: list[tuple[int, int]]
    largeur: int = LARGEUR


def frise(episodes: list[Episode]) -> Frise:
    """La frise de ces épisodes (du plus récent au plus ancien), du plus ancien au plus récent."""
    anciens = episodes[::-1]
    debut, fin = anciens[0].debut, anciens[-1].fin
    duree = max((fin - debut).days + 1, 1)

    def x(jour):
        return round((jour - debut).days * LARGEUR / duree)

    def segments(nom):
        resultat = []
        for statut, suite in groupby(anciens, key=attrgetter(nom)):
            suite = list(suite)
            debut, fin = suite[0].debut, suite[-1].fin
            largeur = max(x(fin) - x(debut), 1)
            resultat.append(Segment(x(debut), largeur, statut, debut, fin))
        return resultat

    premiers = [
        debut.replace(year=annee, month=1, day=1) for annee in range(debut.year, fin.year + 1)
    ]
    annees = [(x(j), j.year) for j in premiers if j >= debut and j.year % 2 == 0]
    return Frise(segments("statut_vp"), segments("statut_cp"), annees)
