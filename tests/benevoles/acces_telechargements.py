"""Qui entre où : les listes à emporter, et leur journal (voir `test_acces`)."""

LIGNES = """
telechargements                      -                c   +   +   -   -   -   -   -   -   -
telechargements_export               -                c   +   +   -   -   -   -   -   -   -
"""


def poser(region, comptes):
    """Rien de plus que le monde commun."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    return {"telechargements_export": ["csv"]}
