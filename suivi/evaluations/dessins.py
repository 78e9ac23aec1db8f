"""Les dessins d'une évaluation, à partir de la donnée figée : barres et carte."""

from dataclasses import dataclass

from benevoles.couverture.statuts import StatutCroise
from suivi.cadrage import cadrer
from suivi.evaluations.contours import contour_imprime
from suivi.evaluations.symboles import couches

LARGEUR, HAUTEUR, MARGE = 300, 84, 15  # unités du dessin
# Dans le PDF, un texte centré dans un dessin coûte plus qu'un texte : on dit où il commence. En
# cadratins, les chasses de la police ; celle des chiffres vaut à peu près pour le reste.
CHASSES = {" ": 0.2, "\u00a0": 0.2, ",": 0.28, "%": 0.84}
CHIFFRE, CORPS = 0.51, 11
NOMS = 38  # sous la carte, les noms des encarts


@dataclass(frozen=True, slots=True)
class Barre:
    x: int
    y: int
    largeur: int
    hauteur: int
    valeur: str
    annee: str
    derniere: bool

    @property
    def milieu(self) -> int:
        return self.x + self.largeur // 2

    @property
    def debut_de_la_valeur(self) -> int:
        largeur = CORPS * sum(CHASSES.get(signe, CHIFFRE) for signe in self.valeur)
        return self.milieu - round(largeur / 2)


@dataclass(frozen=True, slots=True)
class Barres:
    """Les années d'un indicateur ; rien à dessiner quand aucune valeur n'est connue."""

    barres: list[Barre]
    largeur: int = LARGEUR
    hauteur: int = HAUTEUR
    base: int = HAUTEUR - MARGE


def barres(annees: list[dict]) -> Barres | None:
    """Les barres de cet indicateur ; None s'il n'y a rien à comparer."""
    valeurs = [a["valeur"] for a in annees if a["valeur"] is not None]
    if len(valeurs) < 2 or min(valeurs) < 0 or not max(valeurs):
        return None
    sommet, pas = max(valeurs), LARGEUR // len(annees)
    dessinees = []
    for rang, a in enumerate(annees):
        haut = round((HAUTEUR - 2 * MARGE) * (a["valeur"] or 0) / sommet)
        dessinees.append(
            Barre(
                x=rang * pas + pas // 8,
                y=HAUTEUR - MARGE - haut,
                largeur=min(pas * 3 // 4, 60),
                hauteur=haut,
                valeur=a["affichee"],
                annee=f"{a['annee']}-{a['annee'] + 1}",
                derniere=rang == len(annees) - 1,
            )
        )
    return Barres(dessinees)


def carte(etablissements: list[dict], disp=None) -> dict:
    """De quoi dessiner la carte des deux associations, comme à l'écran ; une DISP, de plus près."""
    legende = [
        {
            "statut": statut,
            "nombre": sum(e["statut_croise"] == statut for e in etablissements),
            "couches": couches([{"forme": statut, "x": 0, "y": 0}], 1),
        }
        for statut in StatutCroise
    ]
    symboles = [
        {"forme": e["statut_croise"], "x": e["place"][0], "y": e["place"][1]}
        for e in etablissements
        if e["place"]
    ]
    departements = disp and frozenset(disp.departements.values_list("code", flat=True))
    cadrage = cadrer(departements)
    return {
        "cadrage": cadrage,
        "departements": _contours(cadrage.departements, cadrage),
        "disps": _contours(cadrage.disps, cadrage),
        "hauteur": round(cadrage.carte.hauteur + NOMS * cadrage.unite * bool(cadrage.encarts), 1),
        "legende": legende,
        "symboles": symboles,
        "couches": couches(symboles, cadrage.echelle_des_symboles),
        "hors_carte": len(etablissements) - len(symboles),
    }


def _contours(formes, cadrage):
    """(classe, chemin) de chacune ; le pays entier, sans ce qui ne se verrait pas sur une page."""
    imprimer = contour_imprime if cadrage.entier else str
    return [(forme.classe, imprimer(forme.trace.chemin)) for forme in formes]
