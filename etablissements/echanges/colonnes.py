"""Les colonnes d'un tableau échangé : leur titre chez nous, et celles qu'on reconnaît ailleurs."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz

from etablissements.recherche import cle_de_recherche
from partenariat.lecture.valeurs import en_texte

RESSEMBLANCE = 90  # sur 100 : en dessous, on laisse choisir


@dataclass(frozen=True)
class Colonne:
    """`titre` : celui de nos exports ; `lire` : de la cellule à la valeur, ou ValueError."""

    cle: str
    titre: str
    synonymes: tuple[str, ...] = ()
    lire: Callable = en_texte

    @property
    def noms(self) -> set[str]:
        return {cle_de_recherche(nom) for nom in (self.titre, *self.synonymes)}


def reconnaitre(colonnes, entetes) -> dict[str, int]:
    """Par clé de colonne, le rang de l'en-tête reconnu : d'abord à la lettre, puis à peu près."""
    cles = [cle_de_recherche(str(entete or "")) for entete in entetes]
    trouvees = {}
    for colonne in colonnes:
        rangs = [i for i, c in enumerate(cles) if c in colonne.noms]
        if rangs and rangs[0] not in trouvees.values():
            trouvees[colonne.cle] = rangs[0]
    for colonne in colonnes:
        if colonne.cle not in trouvees and (rang := _proche(colonne, cles, trouvees)) is not None:
            trouvees[colonne.cle] = rang
    return trouvees


def _proche(colonne, cles, trouvees):
    libres = [i for i, c in enumerate(cles) if c and i not in trouvees.values()]
    notes = [(max(fuzz.ratio(nom, cles[i]) for nom in colonne.noms), -i) for i in libres]
    note, rang = max(notes, default=(0, 0))
    return -rang if note >= RESSEMBLANCE else None
