"""Écarter des symboles qui se recouvrent, sans les éloigner trop de leur vrai lieu."""

import math
from collections import defaultdict

PASSES = 80
# Au-delà de ce nombre de points, aucun étalement ne rendrait la carte lisible.
TROP_DENSE = 1000
JEU = 1.06  # un peu d'air entre deux symboles
RAPPEL = 0.04  # à chaque passe, chacun revient d'autant vers son vrai lieu
ANGLE_D_OR = math.pi * (3 - math.sqrt(5))


def etaler(vrais: list[tuple[float, float]], *, rayon: float) -> list[tuple[float, float]]:
    """Les mêmes points, dans le même ordre, distants d'un diamètre : toujours le même résultat."""
    if len(vrais) > TROP_DENSE:
        return vrais
    places = _decoller(vrais, rayon)
    distance = 2 * rayon * JEU
    for passe in range(PASSES):
        if not _repousser(places, distance):
            break
        if passe < PASSES * 3 // 4:  # les dernières passes ne font plus qu'écarter
            for place, vrai in zip(places, vrais, strict=True):
                place[0] += (vrai[0] - place[0]) * RAPPEL
                place[1] += (vrai[1] - place[1]) * RAPPEL
    return [(round(x, 1), round(y, 1)) for x, y in places]


def _decoller(vrais, rayon):
    """Les points confondus partent d'une petite spirale : il faut une direction où s'écarter."""
    rangs = defaultdict(int)
    places = []
    for x, y in vrais:
        rang = rangs[round(x), round(y)]
        rangs[round(x), round(y)] += 1
        ecart, angle = rayon * 0.2 * math.sqrt(rang), rang * ANGLE_D_OR
        places.append([x + ecart * math.cos(angle), y + ecart * math.sin(angle)])
    return places


def _repousser(places, distance):
    """Éloigne chaque paire trop proche, de moitié chacun ; dit s'il y en avait."""
    trop_proches = False
    for i, j in _paires(places, distance):
        dx, dy = places[j][0] - places[i][0], places[j][1] - places[i][1]
        ecart = math.hypot(dx, dy)
        if ecart >= distance:
            continue
        trop_proches = True
        pas = (distance - ecart) / 2 / (ecart or 1)
        places[i][0] -= dx * pas
        places[i][1] -= dy * pas
        places[j][0] += dx * pas
        places[j][1] += dy * pas
    return trop_proches


def _paires(places, distance):
    """Les paires de points de cases voisines d'une grille au pas de `distance`."""
    cases = defaultdict(list)
    for i, (x, y) in enumerate(places):
        cases[int(x // distance), int(y // distance)].append(i)
    for (colonne, ligne), dedans in cases.items():
        autour = [
            j
            for c in (colonne - 1, colonne, colonne + 1)
            for r in (ligne - 1, ligne, ligne + 1)
            for j in cases.get((c, r), ())
        ]
        yield from ((i, j) for i in dedans for j in autour if i < j)
