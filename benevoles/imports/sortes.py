"""Ce qu'on sait importer, qui le peut, et qui juge chaque ligne."""

from benevoles.imports.personnes.jugement import Personnes, colonnes
from benevoles.models.imports import Sorte

JUGES = {Sorte.PERSONNES: (Personnes, colonnes)}


def sortes_de(droits) -> list[Sorte]:
    """Ce que ce compte peut importer : les personnes de son ressort."""
    return [Sorte.PERSONNES]


def juge(lot):
    """Qui juge les lignes de cet import, dans le périmètre de qui le fait."""
    return JUGES[lot.sorte][0](lot.par, le=lot.le)


def colonnes_de(sorte, droits) -> list:
    return JUGES[sorte][1](droits)
