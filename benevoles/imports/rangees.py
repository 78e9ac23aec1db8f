"""Les rangées d'un tableau envoyé, par lots, celles d'une même clé toujours ensemble."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from etablissements.echanges.verdicts import Raison
from partenariat.lecture import Illisible
from partenariat.lecture.cellules import HORS_DE_MESURE
from partenariat.lecture.valeurs import en_texte

PAR_LOT = 500


@dataclass(frozen=True)
class Rangee:
    """Une ligne lue : les valeurs comprises, par clé de colonne, et celles qui ne le sont pas."""

    numero: int
    brutes: dict
    valeurs: dict
    raisons: list


class Rangees:
    """Le tableau d'un import, dans l'ordre des clés ; les lignes de même clé gardent le leur."""

    def __init__(self, lot, sorte):
        self.lecture = lot.tableau()
        connues = {colonne.cle: colonne for colonne in sorte.colonnes}
        self.colonnes = [
            (connues[cle], rang) for cle, rang in lot.colonnes.items() if cle in connues
        ]
        rangs = {cle: rang for cle, rang in lot.colonnes.items() if cle in sorte.colonnes_de_la_cle}
        self.ordre = sorted(
            (sorte.cle({cle: _texte(valeurs[rang]) for cle, rang in rangs.items()}), place)
            for place, _, valeurs in self.lecture.situees()
        )

    def __len__(self):
        return len(self.ordre)

    def lots(self, *, depuis: int = 0) -> Iterator[list[list[Rangee]]]:
        """Des groupes de rangées de même clé, `PAR_LOT` rangées ou à peine plus à la fois."""
        lot, taille = [], 0
        for _, groupe in groupby(self.ordre[depuis:], key=itemgetter(0)):
            lot.append([place for _, place in groupe])
            taille += len(lot[-1])
            if taille >= PAR_LOT:
                yield self._lire(lot)
                lot, taille = [], 0
        if lot:
            yield self._lire(lot)

    def _lire(self, groupes):
        return [[self._rangee(*lue) for lue in self.lecture.relire(places)] for places in groupes]

    def _rangee(self, numero, cellules):
        brutes, valeurs, raisons = {}, {}, []
        for colonne, rang in self.colonnes:
            if cellules[rang] is None:
                continue
            brutes[colonne.cle] = _texte(cellules[rang])
            try:
                if (lue := colonne.lire(cellules[rang])) is not None:
                    valeurs[colonne.cle] = lue
            except (ValueError, ArithmeticError) as faute:
                phrase = str(faute) if isinstance(faute, ValueError) else HORS_DE_MESURE
                raisons.append(Raison(colonne.titre, brutes[colonne.cle][:80], phrase))
        return Rangee(numero, brutes, valeurs, raisons)


def _texte(valeur) -> str:
    return "" if isinstance(valeur, Illisible) else en_texte(valeur)
