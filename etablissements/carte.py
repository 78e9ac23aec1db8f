"""Le fond de carte, et la place de chaque établissement : des nombres, sans base ni dessin.

Le fichier `referentiel/carte.json` tient les contours déjà projetés et les paramètres de chaque
cadre ; ici, la même projection place des points. Unités : celles du carré de 1000 du fond.
"""

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from etablissements.etalement import etaler
from etablissements.models import Etablissement

FICHIER = Path(__file__).resolve().parent / "referentiel" / "carte.json"
ILE_DE_FRANCE, METROPOLE = "idf", "metropole"
CREDITS = (
    "Contours : IGN, ADMIN EXPRESS (Licence Ouverte 2.0) ; Nouvelle-Calédonie, Polynésie, "
    "Wallis-et-Futuna, Saint-Pierre-et-Miquelon : Natural Earth.",
    "Positions : Insee, DILA, La Poste (Licence Ouverte), GeoNames (CC BY 4.0).",
)

# Lambert-93 (EPSG:2154) sur l'ellipsoïde GRS80 : constantes de l'IGN (NTG 71).
EXPOSANT, CONSTANTE = 0.7256077650532670, 11754255.4260960
X_ORIGINE, Y_ORIGINE = 700000.0, 12655612.0498760
EXCENTRICITE, MERIDIEN = 0.0818191910428158, math.radians(3.0)


class Boite(NamedTuple):
    """Un rectangle : coin en haut à gauche, largeur, hauteur."""

    x: float
    y: float
    largeur: float
    hauteur: float

    def contient(self, x: float, y: float) -> bool:
        return 0 <= x - self.x <= self.largeur and 0 <= y - self.y <= self.hauteur

    def ramener(self, x: float, y: float, marge: float) -> tuple[float, float]:
        """Le point de la boîte, bords exclus de `marge`, le plus proche de celui-ci."""
        return (
            min(max(x, self.x + marge), self.x + self.largeur - marge),
            min(max(y, self.y + marge), self.y + self.hauteur - marge),
        )

    def marge(self, marge: float) -> "Boite":
        return Boite(
            self.x - marge, self.y - marge, self.largeur + 2 * marge, self.hauteur + 2 * marge
        )


@dataclass(frozen=True, slots=True)
class Cadre:
    """Une partie de la carte, avec sa projection : la métropole, ou un encart."""

    id: str
    titre: str
    departements: frozenset[str]
    agrandissement: bool
    boite: Boite | None  # None : la métropole, sans cadre dessiné
    emprise: tuple[float, float, float, float]  # longitude et latitude : sud-ouest, nord-est
    projection: dict

    def couvre(self, latitude: float, longitude: float) -> bool:
        ouest, sud, est, nord = self.emprise
        return ouest <= longitude <= est and sud <= latitude <= nord

    def projeter(self, latitude: float, longitude: float) -> tuple[float, float]:
        p = self.projection
        if p["type"] == "lambert93":
            est, nord = lambert93(latitude, longitude)
            return (est - p["e0"]) * p["k"] + p["x0"], (p["n0"] - nord) * p["k"] + p["y0"]
        return (
            (longitude - p["lon0"]) * p["cos"] * p["k"] + p["x0"],
            (p["lat0"] - latitude) * p["k"] + p["y0"],
        )


@dataclass(frozen=True, slots=True)
class Trace:
    """Le contour d'un territoire dans un cadre, et où écrire son nom."""

    cadre: str
    chemin: str
    etiquette: tuple[int, int]

    @property
    def boite(self) -> Boite:
        xs, ys = zip(*_sommets(self.chemin), strict=True)
        return Boite(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@dataclass(frozen=True, slots=True)
class Territoire:
    """Un département, ou le ressort d'une DISP."""

    nom: str
    departements: frozenset[str]
    traces: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class Fond:
    """Ce que contient `carte.json`."""

    boite: Boite
    cadres: tuple[Cadre, ...]
    departements: tuple[Territoire, ...]
    disps: tuple[Territoire, ...]

    def cadre(self, id: str) -> Cadre:
        return next(c for c in self.cadres if c.id == id)

    def cadre_de(self, departement: str, latitude: float, longitude: float) -> Cadre | None:
        """Où dessiner ce point : l'agrandissement d'abord, puis le cadre qui le contient.

        Un département que la carte ignore se place d'après ses coordonnées, s'il le peut.
        """
        siens = [c for c in self.cadres if departement in c.departements]
        possibles = sorted(siens or self.cadres, key=lambda c: not c.agrandissement)
        for cadre in possibles:
            if cadre.couvre(latitude, longitude):
                return cadre
        return next((c for c in siens if not c.agrandissement), None)

    def boites(self, departements: Iterable[str]) -> list[Boite]:
        """Ce que ces départements occupent : leur contour, ou tout l'encart où ils sont."""
        departements = frozenset(departements)
        encarts = [c for c in self.cadres if c.boite and c.departements & departements]
        agrandis = frozenset().union(*(c.departements for c in encarts))
        contours = [
            trace.boite
            for d in self.departements
            if d.departements <= departements - agrandis
            for trace in d.traces
        ]
        return [c.boite for c in encarts] + contours


@dataclass(frozen=True, slots=True)
class Point:
    """Un établissement sur la carte : où il est, et où l'on dessine son symbole."""

    etablissement: Etablissement
    cadre: Cadre
    vrai: tuple[float, float]
    x: float
    y: float

    @property
    def ecart(self) -> float:
        return math.dist(self.vrai, (self.x, self.y))


@lru_cache(maxsize=1)
def fond() -> Fond:
    donnees = json.loads(FICHIER.read_text(encoding="utf-8"))
    return Fond(
        boite=Boite(0, 0, donnees["largeur"], donnees["hauteur"]),
        cadres=tuple(_cadre(c) for c in donnees["cadres"]),
        departements=tuple(_territoire(d, [d["code"]]) for d in donnees["departements"]),
        disps=tuple(_territoire(d, d["departements"]) for d in donnees["disp"]),
    )


def lambert93(latitude: float, longitude: float) -> tuple[float, float]:
    """Degrés WGS84 vers mètres Lambert-93 (est, nord)."""
    sinus = math.sin(math.radians(latitude))
    isometrique = math.atanh(sinus) - EXCENTRICITE * math.atanh(EXCENTRICITE * sinus)
    rayon = CONSTANTE * math.exp(-EXPOSANT * isometrique)
    angle = EXPOSANT * (math.radians(longitude) - MERIDIEN)
    return X_ORIGINE + rayon * math.sin(angle), Y_ORIGINE - rayon * math.cos(angle)


def placer(etablissements: Iterable[Etablissement], *, rayon: float) -> list[Point]:
    """La place de chacun, symboles de ce rayon écartés ; ceux hors carte n'y sont pas."""
    situes = []
    for e in etablissements:
        cadre = fond().cadre_de(e.departement.code, e.latitude, e.longitude)
        if cadre is not None:
            situes.append((e, cadre, _dans(cadre, e, rayon)))
    places = etaler([vrai for *_, vrai in situes], rayon=rayon)
    return [
        Point(e, cadre, vrai, *(cadre.boite.ramener(*place, rayon) if cadre.boite else place))
        for (e, cadre, vrai), place in zip(situes, places, strict=True)
    ]


def _dans(cadre, etablissement, marge):
    x, y = cadre.projeter(etablissement.latitude, etablissement.longitude)
    return cadre.boite.ramener(x, y, marge) if cadre.boite else (x, y)


def _sommets(chemin):
    """Les sommets d'un chemin fait de « M » absolus et de « l » relatifs, en entiers."""
    for contour in chemin.split("M")[1:]:
        nombres = [int(n) for n in re.findall(r"-?\d+", contour)]
        x = y = 0
        for dx, dy in zip(nombres[::2], nombres[1::2], strict=True):
            x, y = x + dx, y + dy
            yield x, y


def _cadre(c):
    return Cadre(
        id=c["id"],
        titre=c["titre"],
        departements=frozenset(c["departements"]),
        agrandissement=c["agrandissement"],
        boite=Boite(*c["rect"]) if c["rect"] else None,
        emprise=tuple(c["emprise"]),
        projection=c["projection"],
    )


def _territoire(d, departements):
    traces = tuple(Trace(t["cadre"], t["chemin"], tuple(t["etiquette"])) for t in d["traces"])
    return Territoire(d["nom"], frozenset(departements), traces)
