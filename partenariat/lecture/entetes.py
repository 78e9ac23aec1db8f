"""Retrouver la rangée d'en-têtes d'un tableau, sous son titre et ses lignes vides."""

from openpyxl.utils import get_column_letter

from partenariat.lecture.bornes import ENTETE
from partenariat.lecture.cellules import Illisible

FENETRE = 40  # rangées remplies où on la cherche
PART_REMPLIE = 0.7  # des colonnes du tableau ont un titre ; un titre général n'en remplit qu'une


def choisir(rangees: list[tuple[int, dict]]) -> int:
    """La place, dans ces premières rangées, de celle qui nomme les colonnes."""
    largeur = max(len(valeurs) for _, valeurs in rangees)
    for place, (_, valeurs) in enumerate(rangees):
        titres = [v for v in valeurs.values() if _est_un_titre(v)]
        if len(titres) == len(valeurs) and len(titres) >= max(1, PART_REMPLIE * largeur):
            return place
    return 0


def _est_un_titre(valeur):
    return (
        isinstance(valeur, str)
        and not isinstance(valeur, Illisible)
        and any(c.isalpha() for c in valeur)
    )


def titres(valeurs: dict, largeur: int) -> list[str]:
    """Un titre par colonne ; « Colonne C » pour celle qui n'en a pas."""
    return [
        " ".join(str(valeurs.get(i) or f"Colonne {get_column_letter(i)}").split())[:ENTETE]
        for i in range(1, largeur + 1)
    ]
