"""Qui entre où : la matrice pour la sécurité et l’exploitation (voir `test_acces`)."""

LIGNES = """
charte                               -                c   +   +   +   +   +   +   +   +   +
autres_appareils                     -                c   +   +   +   +   +   +   +   +   +
sante_vivant                         -                +   +   +   +   +   +   +   +   +   +
sante_pret                           -                +   +   +   +   +   +   +   +   +   +
metriques                            -                +   +   +   +   +   +   +   +   +   +
etat_du_systeme                      -                c   +   +   -   -   -   -   -   -   +
signalement                          -                0   0   0   0   0   0   0   0   0   0
"""


def poser(region, comptes):
    """Rien à poser : ces pages ne désignent aucun objet."""


def arguments(region, sujet):
    return {}
