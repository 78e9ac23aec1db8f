"""Ce qui ne va pas dans un référentiel : où, quoi, et toutes les fautes d'un coup."""

from collections.abc import Iterable
from typing import NamedTuple

MAXIMUM_AFFICHE = 20
LONGUEUR_AFFICHEE = 60


class Faute(NamedTuple):
    """Le lieu de la faute, du fichier à la valeur, et sa raison."""

    fichier: str
    raison: str
    ligne: int | None = None
    colonne: str = ""
    valeur: str = ""

    def __str__(self):
        lieu = [self.fichier]
        if self.ligne:
            lieu.append(f"ligne {self.ligne}")
        if self.colonne:
            lieu.append(f"colonne « {self.colonne} »")
        if self.valeur:
            lieu.append(f"valeur « {abreger(self.valeur)} »")
        return f"{', '.join(lieu)} : {self.raison}"


class ReferentielFaux(Exception):
    """Le référentiel a des fautes : rien n'est changé."""

    def __init__(self, fautes: Iterable[Faute]):
        self.fautes = list(fautes)
        lignes = [str(faute) for faute in self.fautes[:MAXIMUM_AFFICHE]]
        reste = len(self.fautes) - MAXIMUM_AFFICHE
        if reste > 0:
            lignes.append(f"… et {reste} autre{'s' if reste > 1 else ''}.")
        super().__init__("\n".join(lignes))


def abreger(texte: str) -> str:
    """Le début d'un texte trop long, sur une seule ligne."""
    texte = " ".join(texte.split())
    return texte if len(texte) <= LONGUEUR_AFFICHEE else f"{texte[:LONGUEUR_AFFICHEE]}…"
