"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

LIGNES = ""


def poser(region, comptes):
    """Met dans `region.objets` ce que ces adresses désignent ; `comptes` : vide là-bas."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    return {}
