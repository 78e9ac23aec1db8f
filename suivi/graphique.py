"""Le petit graphique d’un indicateur : des barres par année, toujours doublées d’un tableau."""

from dataclasses import dataclass

from suivi.indicateurs.series import Annee, Serie

LARGEUR, HAUTEUR, MARGE = 320, 110, 18  # unités du dessin


@dataclass(frozen=True, slots=True)
class Barre:
    """Une année : sa place, et ce qu'on lit au-dessus et au-dessous."""

    annee: Annee
    x: int
    y: int
    largeur: int
    hauteur: int

    @property
    def milieu(self) -> int:
        return self.x + self.largeur // 2


@dataclass(frozen=True, slots=True)
class Graphique:
    """Les barres, et la hauteur de chaque cible (x, y, largeur)."""

    barres: list[Barre]
    cibles: list[tuple[int, int, int]]
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    base: int = HAUTEUR - MARGE


def graphique(serie: Serie) -> Graphique | None:
    """Le graphique de la série ; None si rien n'y est à dessiner."""
    valeurs = [a.mesure.valeur for a in serie.annees if a.mesure.connue and not a.masquee]
    cibles = [float(a.cible) for a in serie.annees if a.cible is not None]
    if not valeurs or min(valeurs) < 0:
        return None
    sommet = max([*valeurs, *cibles]) or 1
    utile = HAUTEUR - 2 * MARGE
    pas = LARGEUR // max(len(serie.annees), 1)
    barres, traits = [], []
    for rang, annee in enumerate(serie.annees):
        x = rang * pas + pas // 8
        largeur = pas * 3 // 4
        if annee.mesure.connue and not annee.masquee:
            haut = round(utile * annee.mesure.valeur / sommet)
            barres.append(Barre(annee, x, HAUTEUR - MARGE - haut, largeur, haut))
        else:
            barres.append(Barre(annee, x, HAUTEUR - MARGE, largeur, 0))
        if annee.cible is not None:
            y = HAUTEUR - MARGE - round(utile * float(annee.cible) / sommet)
            traits.append((x, y, largeur))
    return Graphique(barres, traits)
