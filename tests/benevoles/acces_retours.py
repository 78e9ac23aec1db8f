"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

LIGNES = """
personne_courriel_repris             vp-ici-envoi     c   >   0   >   0   >   0   0   -   -
personne_courriel_repris             cp-ici-envoi     c   0   >   0   >   0   >   0   -   -
personne_courriel_repris             vp-là-bas-envoi  c   >   0   0   0   0   0   0   -   -
personne_courriel_repris             cp-là-bas-envoi  c   0   >   0   0   0   0   0   -   -
"""


def poser(region, comptes):
    """Rien de plus : les deux personnes de la région suffisent."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    affectation = region.cp if sujet.startswith("cp") else region.vp
    return {"personne_courriel_repris": [affectation.benevole_id]}
