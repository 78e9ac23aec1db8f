"""Qui entre où : les imports (voir `test_acces`)."""

from tests.fabrique import creer_direction
from tests.fabrique_imports import import_deja_lu

LIGNES = """
imports                              -                c   +   +   +   +   +   +   -   -   -
import_modele                        -                c   +   +   +   +   +   +   -   -   -
import                               -                c   +   0   0   0   0   0   -   -   -
import_colonnes                      -                c   +   0   0   0   0   0   -   -   -
import_refus                         -                c   +   0   0   0   0   0   -   -   -
import_geste                         envoi            c   >   0   0   0   0   0   -   -   -
"""


def poser(region, comptes):
    """L'import de la direction de l'ANVP, essayé : nul autre ne le voit, ni n'y touche."""
    region.objets["import"] = import_deja_lu(par=comptes.get("direction_anvp") or creer_direction())


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    pk = region.objets["import"].pk
    return {
        "imports": [],
        "import_modele": ["personnes"],
        "import": [pk],
        "import_colonnes": [pk],
        "import_refus": [pk, "csv"],
        "import_geste": [pk, "application"],
    }
