"""Les symboles de la carte imprimée : ceux de `_carte_symboles.svg`, en quelques grands tracés.

WeasyPrint dessine chaque élément un à un, et pour un `<use>`, tout ce qu'il cite. Ici un disque est
un point aux bouts ronds, et le même trait posé en cent lieux n'est qu'un élément.
"""

from typing import NamedTuple

from benevoles.couverture.statuts import StatutCroise

PAPIER = "#fffdf9"
BLEU, VIOLET, VERT, ROUGE, GRIS = "#17708a", "#7b559f", "#587820", "#8c1538", "#7a7270"
GAUCHE, DROITE = -5.2, 5.2  # les deux ronds d'un symbole, de part et d'autre de son milieu
ROND = "c0 2.264-1.836 4.1-4.1 4.1s-4.1-1.836-4.1-4.1s1.836-4.1 4.1-4.1s4.1 1.836 4.1 4.1z"
CERCLE = "c0 3.756-3.044 6.8-6.8 6.8s-6.8-3.044-6.8-6.8s3.044-6.8 6.8-6.8s6.8 3.044 6.8 6.8z"


class Trait(NamedTuple):
    """Un trait d'un symbole, et où il commence ; un point, s'il ne va nulle part."""

    couleur: str
    largeur: float
    x: float = 0
    y: float = 0
    suite: str = "h.01"
    bouts: str = "round"
    tirets: str = ""

    def en(self, symboles, echelle) -> str:
        """Son tracé, posé sur chacun de ces symboles."""
        return "".join(
            f"M{s['x'] / echelle + self.x:.2f} {s['y'] / echelle + self.y:.2f}{self.suite}"
            for s in symboles
        )


def _plein(couleur, x):
    return [Trait(couleur, 10.2, x)]


def _vide(couleur, x):
    return [Trait(couleur, 1.7, x + 4.1, 0, ROND, "butt")]


_HALO = Trait(PAPIER, 13.2, -4.6, 0, "h9.2")
# De bas en haut ; le premier, le halo, sépare le symbole de ce qui est dessous.
TRAITS = {
    StatutCroise.LES_DEUX: [_HALO, *_plein(BLEU, GAUCHE), *_plein(BLEU, DROITE)],
    StatutCroise.ANVP_SEULE: [_HALO, *_plein(VIOLET, GAUCHE), *_vide(VIOLET, DROITE)],
    StatutCroise.AUXILIA_SEULE: [_HALO, *_vide(VERT, GAUCHE), *_plein(VERT, DROITE)],
    StatutCroise.AUCUNE: [
        _HALO,
        *_vide(ROUGE, GAUCHE),
        *_vide(ROUGE, DROITE),
        Trait(ROUGE, 1.7, -7, 7.5, "l14-15", "butt"),
    ],
    StatutCroise.INCONNU: [
        Trait(PAPIER, 16),
        Trait(GRIS, 1.7, 6.8, 0, CERCLE, "butt", "2.6 1.7"),
        Trait(GRIS, 1.7, -2, -1.6, "a2 2 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.3", "butt"),
        Trait(GRIS, 2.2, 0, 3.9),
    ],
}


def couches(symboles: list[dict], echelle: float) -> list[tuple[Trait, str]]:
    """Les traits à dessiner, de bas en haut, et leur tracé : tous les halos d'abord."""
    groupes = {statut: [s for s in symboles if s["forme"] == statut] for statut in TRAITS}
    poses = [
        (rang > 0, trait, trait.en(groupes[statut], echelle))
        for statut, traits in TRAITS.items()
        if groupes[statut]
        for rang, trait in enumerate(traits)
    ]
    return [(trait, chemin) for _, trait, chemin in sorted(poses, key=lambda pose: pose[0])]
