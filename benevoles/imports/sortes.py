"""Ce qu'on sait importer, qui le peut, et qui juge chaque ligne."""

from benevoles.imports import effectifs
from benevoles.imports.personnes import jugement as personnes
from benevoles.models.imports import Sorte

JUGES = {
    Sorte.PERSONNES: (personnes.Personnes, personnes.colonnes),
    Sorte.EFFECTIFS: (effectifs.Effectifs, effectifs.colonnes),
}


def sortes_de(droits) -> list[Sorte]:
    """Les personnes de son ressort, pour qui saisit ; les effectifs, pour les directions."""
    sortes = [Sorte.PERSONNES] if droits.peut_saisir else []
    return [*sortes, Sorte.EFFECTIFS] if droits.est_direction else sortes


def peut_encore(lot) -> bool:
    """Qui a envoyé ce tableau a toujours, aujourd'hui, le droit de l'importer."""
    droits = lot.par.droits
    return droits.association == lot.association and lot.sorte in sortes_de(droits)


def juge(lot):
    """Qui juge les lignes de cet import, dans le périmètre de qui le fait."""
    return JUGES[lot.sorte][0](lot.par, le=lot.le)


def colonnes_de(sorte, droits) -> list:
    return JUGES[sorte][1](droits)
