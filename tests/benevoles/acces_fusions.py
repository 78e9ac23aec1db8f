"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from benevoles.models import Fusion
from tests import fabrique

LIGNES = """
doublons                             -                c   +   +   +   +   -   -   -   -   -
doublon_ecart                        ici-envoi        c   >   0   >   0   -   -   -   -   -
doublon_ecart                        là-bas-envoi     c   >   0   0   0   -   -   -   -   -
fusion                               ici              c   +   0   -   -   -   -   -   -   -
fusion                               là-bas           c   +   0   -   -   -   -   -   -   -
fusions                              -                c   +   +   -   -   -   -   -   -   -
fusion_defaite                       ici-envoi        c   >   0   -   -   -   -   -   -   -
"""


def poser(region, comptes):
    """Un second visiteur, double possible du premier ; une fusion déjà ancienne."""
    double = fabrique.creer_affectation(etablissement=region.etablissement).benevole
    region.objets["double"] = double
    region.objets["fusion"] = Fusion.objects.create(
        association="ANVP", conserve=double, absorbe=10**9 + double.pk
    )


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    deux = [region.vp.benevole_id, region.objets["double"].pk]
    return {
        "doublons": [],
        "fusions": [],
        "doublon_ecart": deux,
        "fusion": deux,
        "fusion_defaite": [region.objets["fusion"].pk],
    }
