"""Ce qu'on sait importer : chaque application inscrit ses sortes quand ses modèles sont prêts."""

from collections.abc import Callable
from dataclasses import dataclass

_inscrites = {}


def rien(modele, pks, *, maintenant) -> dict[int, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Sorte:
    """Une sorte de tableau : qui l'importe, qui en juge les lignes, et ce qu'elles écrivent."""

    cle: str
    nom: str
    juge: Callable  # (utilisateur, le=…) : ce qui juge chaque ligne, dans son périmètre
    colonnes: Callable  # (droits) : celles que ce compte peut reprendre
    permise: Callable  # (droits) : vrai si ce compte l'importe
    modeles: tuple  # ce qu'elle écrit : d'abord ce dont le reste dépend
    liste: tuple[str, str]  # le nom de la page de ce qu'elle écrit, et son titre
    page: str = ""  # le nom de la page de ce dont parle une ligne, par son numéro
    absents: str = ""  # ce qu'on dit de ce qui n'est plus dans le fichier
    a_garder: Callable = rien  # ce qu'on ne remet plus comme avant, par numéro : pourquoi
    personnel: bool = False  # ses tableaux nomment des personnes


def inscrire(*sortes: Sorte) -> None:
    _inscrites.update({sorte.cle: sorte for sorte in sortes})


def sorte(cle: str) -> Sorte:
    return _inscrites[cle]


def sortes_de(droits) -> list[Sorte]:
    """Celles que ce compte importe."""
    return [sorte for sorte in _inscrites.values() if sorte.permise(droits)]


def choix() -> list[tuple[str, str]]:
    return [(sorte.cle, sorte.nom) for sorte in _inscrites.values()]
