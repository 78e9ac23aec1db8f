"""Ce que montre une carte : le pays entier, ou un territoire de plus près."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from etablissements.carte import ILE_DE_FRANCE, METROPOLE, Boite, Cadre, Territoire, Trace, fond

MARGE = 8
# Sous ces proportions, une carte serait plus haute que l'écran.
LARGEUR_SUR_HAUTEUR = 1.15
GROSSISSEMENT = 1.5  # des symboles, quand on regarde de près
SYMBOLES_DE_LA_LEGENDE = 1.5
# Sous la carte : les noms des encarts, la légende, les crédits. Au-dessus : le titre.
NOMS_DES_ENCARTS, LEGENDE, TITRE = 30, 148, 84
PLACE_DU_RENVOI = (543, 232)  # en Île-de-France, sous Paris
TITRES = {
    "975": ("Saint-Pierre-", "et-Miquelon"),
    "986": ("Wallis-", "et-Futuna"),
    "987-societe": ("Polynésie", "(Société)"),
    "987-marquises": ("Polynésie", "(Marquises)"),
    "988": ("Nouvelle-", "Calédonie"),
}


@dataclass(frozen=True, slots=True)
class Forme:
    """Un contour à dessiner, et s'il est du territoire regardé."""

    territoire: Territoire
    trace: Trace
    classe: str


@dataclass(frozen=True, slots=True)
class Texte:
    """Un nom écrit sur le fond ; `code` le remplace sur un écran étroit."""

    x: float
    y: float
    lignes: tuple[tuple[int, str], ...]  # (décalage vers le bas, mots)
    classe: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Cadrage:
    """Le rectangle visible, son échelle, et le fond à y dessiner."""

    visible: Boite
    carte: Boite
    entier: bool
    encarts: tuple[Cadre, ...]
    departements: tuple[Forme, ...]
    disps: tuple[Forme, ...]
    textes: tuple[Texte, ...]

    @property
    def unite(self) -> float:
        """Une unité d'une carte large de 1000, dans celle-ci."""
        return round(self.visible.largeur / 1000, 4)

    @property
    def echelle_des_symboles(self) -> float:
        return self.unite if self.entier else round(self.unite * GROSSISSEMENT, 4)

    @property
    def agrandir_la_legende(self) -> float:
        """La légende défait l'échelle des symboles, et les montre un peu plus grands."""
        return round(SYMBOLES_DE_LA_LEGENDE / self.echelle_des_symboles, 4)

    @property
    def trait_fin(self) -> float:
        return round(self.unite * 1.1, 3)

    @property
    def trait(self) -> float:
        return round(self.unite * 1.6, 3)

    @property
    def haut_de_la_legende(self) -> float:
        bas = self.carte.y + self.carte.hauteur
        return round(bas + NOMS_DES_ENCARTS * self.unite * bool(self.encarts), 1)

    @property
    def haut_du_titre(self) -> float:
        """Sur le pays entier, la Manche laisse la place du titre."""
        return self.carte.y if self.entier else self.visible.y


@lru_cache(maxsize=32)
def cadrer(departements: frozenset[str] | None) -> Cadrage:
    """Le cadrage de ces départements, ou du pays entier ; toujours le même dessin pour les mêmes.

    De près, on ne montre que les cadres où ils sont ; de loin, tous.
    """
    boites = fond().boites(departements) if departements else []
    if not boites:
        return _cadrage(fond().boite.marge(MARGE), None, {c.id for c in fond().cadres})
    carte = _elargir(_union(boites).marge(MARGE * _union(boites).largeur / 500))
    return _cadrage(carte, departements, _cadres_utiles(departements))


def _cadrage(carte, departements, cadres) -> Cadrage:
    entier = departements is None
    unite = carte.largeur / 1000
    encarts = tuple(c for c in fond().cadres if c.boite and c.id in cadres)
    formes = tuple(_formes(fond().departements, departements, cadres))
    disps = _formes(fond().disps, departements, cadres)
    avant = 0 if entier else TITRE * unite
    apres = (LEGENDE + NOMS_DES_ENCARTS * bool(encarts)) * unite
    haut, hauteur = round(carte.y - avant, 1), round(carte.hauteur + avant + apres, 1)
    return Cadrage(
        visible=Boite(round(carte.x, 1), haut, round(carte.largeur, 1), hauteur),
        carte=carte,
        entier=entier,
        encarts=encarts,
        departements=formes,
        disps=tuple(sorted(disps, key=lambda f: f.classe != "ailleurs")),
        textes=(*map(_nom_de_l_encart, encarts), *_textes_du_fond(formes, entier)),
    )


def _cadres_utiles(departements) -> set[str]:
    encarts = [c for c in fond().cadres if c.boite and c.departements & departements]
    reste = departements.difference(*(c.departements for c in encarts))
    return {c.id for c in encarts} | ({METROPOLE} if reste else set())


def _formes(territoires, departements, cadres):
    for territoire in territoires:
        for trace in territoire.traces:
            if trace.cadre in cadres:
                yield Forme(territoire, trace, _classe(territoire, trace, departements))


def _classe(territoire, trace, departements) -> str:
    if departements is not None and not territoire.departements & departements:
        return "ailleurs"
    agrandis = fond().cadre(ILE_DE_FRANCE).departements
    vu_en_grand = trace.cadre == METROPOLE and territoire.departements <= agrandis
    return "renvoi" if vu_en_grand else "ici"


def _nom_de_l_encart(cadre: Cadre) -> Texte:
    """L'Île-de-France porte son nom au-dessus ; l'outre-mer, au-dessous."""
    b = cadre.boite
    if cadre.id == ILE_DE_FRANCE:
        return Texte(b.x, b.y, ((-8, cadre.titre),), "nom-idf")
    lignes = zip((16, 31), TITRES.get(cadre.id, (cadre.titre,)), strict=False)
    milieu = round(b.x + b.largeur / 2, 1)
    return Texte(milieu, b.y + b.hauteur, tuple(lignes), "nom-encart large", cadre.id[:3])


def _textes_du_fond(formes: Iterable[Forme], entier: bool):
    """De loin, le renvoi vers l'encart d'Île-de-France ; de près, les numéros des départements."""
    if entier:
        yield Texte(*PLACE_DU_RENVOI, ((0, "voir"), (15, "l’encart")), "nom-encart large")
        return
    for forme in formes:
        if forme.classe == "ici" and forme.trace.cadre in (METROPOLE, ILE_DE_FRANCE):
            (code,) = forme.territoire.departements
            yield Texte(*forme.trace.etiquette, ((5, code),), "numero")


def _union(boites: Iterable[Boite]) -> Boite:
    boites = list(boites)
    x, y = min(b.x for b in boites), min(b.y for b in boites)
    droite = max(b.x + b.largeur for b in boites)
    bas = max(b.y + b.hauteur for b in boites)
    return Boite(x, y, droite - x, bas - y)


def _elargir(boite: Boite) -> Boite:
    largeur = max(boite.largeur, boite.hauteur * LARGEUR_SUR_HAUTEUR)
    return Boite(boite.x - (largeur - boite.largeur) / 2, boite.y, largeur, boite.hauteur)
