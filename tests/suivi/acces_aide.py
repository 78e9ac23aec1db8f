"""Qui entre où : l'aide, ouverte à tous (voir `test_acces`)."""

LIGNES = """
aide                                 -                >   >   >   >   >   >   >   >   >   >
aide_guide                           -                +   +   +   +   +   +   +   +   +   +
aide_imprimee                        -                +   +   +   +   +   +   +   +   +   +
"""


def poser(region, comptes):
    """Rien : l'aide ne tient à aucune donnée."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments."""
    return {"aide": [], "aide_guide": ["questions"], "aide_imprimee": ["spip"]}
