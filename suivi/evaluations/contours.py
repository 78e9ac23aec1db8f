"""Les contours du pays entier, imprimés : à cette taille, un sommet sur trois ne se voit pas.

WeasyPrint pose chaque sommet un à un. Deux territoires voisins arrondissent de même leurs sommets
communs : leur frontière reste la même, sans jour ni recouvrement.
"""

import re
from functools import lru_cache

PAS = 2  # unités du fond, un tiers de millimètre sur la page


@lru_cache(maxsize=512)
def contour_imprime(chemin: str) -> str:
    """Ce chemin (« M » absolus, « l » relatifs) aux sommets arrondis, ceux qui servent encore."""
    return "".join(_ecrire(_arrondir(sommets)) for sommets in _contours(chemin))


def _contours(chemin):
    for contour in chemin.split("M")[1:]:
        nombres = [int(n) for n in re.findall(r"-?\d+", contour)]
        x = y = 0
        sommets = []
        for dx, dy in zip(nombres[::2], nombres[1::2], strict=True):
            x, y = x + dx, y + dy
            sommets.append((x, y))
        yield sommets


def _arrondir(sommets):
    """Sans sommet répété ni aligné ; un îlot qui n'aurait plus de surface reste tel quel."""
    gardes = []
    for x, y in sommets:
        sommet = round(x / PAS) * PAS, round(y / PAS) * PAS
        if gardes and sommet == gardes[-1]:
            continue
        if len(gardes) > 1 and _alignes(*gardes[-2:], sommet):
            gardes.pop()
        gardes.append(sommet)
    return gardes if len(gardes) > 2 else sommets


def _alignes(a, b, c):
    (ax, ay), (bx, by), (cx, cy) = a, b, c
    meme_droite = (bx - ax) * (cy - by) == (by - ay) * (cx - bx)
    return meme_droite and (bx - ax) * (cx - bx) + (by - ay) * (cy - by) > 0


def _ecrire(sommets):
    (x, y), pas = sommets[0], []
    for suivant in sommets[1:]:
        pas.append(f"{suivant[0] - x} {suivant[1] - y}")
        x, y = suivant
    return f"M{sommets[0][0]} {sommets[0][1]}l{' '.join(pas)}z"
