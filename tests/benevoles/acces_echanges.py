"""Qui entre où : les personnes en tableau (voir `test_acces`)."""

LIGNES = """
personnes_export                     -                c   +   +   +   +   +   +   -   -   -
liste_export                         vp-ici           c   +   0   +   0   +   0   -   -   -
liste_export                         cp-ici           c   0   +   0   +   0   +   -   -   -
liste_export                         vp-là-bas        c   +   0   0   0   0   0   -   -   -
liste_export                         cp-là-bas        c   0   +   0   0   0   0   -   -   -
"""


def poser(region, comptes):
    """Rien de plus que le monde commun."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    liste = [region.etablissement.code, "cp" if "cp" in sujet else "vp", "csv"]
    return {"personnes_export": ["csv"], "liste_export": liste}
