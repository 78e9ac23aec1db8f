"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

LIGNES = """
personne_courriel_repris             vp-ici-envoi     c   >   0   >   0   >   0   0   -   -
personne_courriel_repris             cp-ici-envoi     c   0   >   0   >   0   >   0   -   -
personne_courriel_repris             vp-là-bas-envoi  c   >   0   0   0   0   0   0   -   -
personne_courriel_repris             cp-là-bas-envoi  c   0   >   0   0   0   0   0   -   -
compte_courriel_repris               ici-envoi        c   >   0   -   -   -   -   -   -   >
compte_courriel_repris               là-bas-envoi     c   >   0   -   -   -   -   -   -   >
boite_reprise                        ici-envoi        c   >   >   -   -   -   -   -   >   -
boite_reprise                        là-bas-envoi     c   >   >   -   -   -   -   -   0   -
"""


def poser(region, comptes):
    """Rien de plus : les personnes, les comptes et les boîtes de la région suffisent."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    affectation = region.cp if sujet.startswith("cp") else region.vp
    return {
        "personne_courriel_repris": [affectation.benevole_id],
        "compte_courriel_repris": [region.role.utilisateur_id],
        "boite_reprise": [region.boite.pk],
    }
