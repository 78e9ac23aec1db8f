"""La frise des statuts d'un établissement : un dessin SVG, toujours doublé d'un tableau."""

from dataclasses import dataclass

from benevoles.couverture.anciennete import Episode

LARGEUR = 1000  # unités du dessin


@dataclass(frozen=True, slots=True)
class Segment:
    """Un statut constant, placé sur la frise."""

    x: int
    largeur: int
    statut: object
    episode: Episode


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
        return [
            Segment(x(e.debut), max(x(e.fin) - x(e.debut), 1), getattr(e, nom), e) for e in anciens
        ]

    premiers = [
        debut.replace(year=annee, month=1, day=1) for annee in range(debut.year, fin.year + 1)
    ]
    annees = [(x(j), j.year) for j in premiers if j >= debut and j.year % 2 == 0]
    return Frise(segments("statut_vp"), segments("statut_cp"), annees)
