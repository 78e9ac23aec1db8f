"""Qui entre où : la matrice pour la sécurité et l’exploitation (voir `test_acces`)."""

LIGNES = """
autres_appareils                     -                c   +   +   +   +   +   +   +   +   +
"""


def poser(region, comptes):
    """Rien à poser : ces pages ne désignent aucun objet."""


def arguments(region, sujet):
    return {}
