"""Lire un classeur Excel au fil de l'eau, sans jamais garder ses rangées."""

import re
import zipfile
from collections.abc import Callable, Iterator

from openpyxl import load_workbook
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from partenariat.lecture.archive import verifier
from partenariat.lecture.cellules import SANS_RESULTAT, Illisible, en_erreur

# Comment Excel écrit un retour chariot dans une cellule.
_RETOUR = re.compile("_x000[dD]_")


class _Parseur(WorkSheetParser):
    """Celui d'openpyxl, qui dit en plus les formules sans résultat, et ne retient rien."""

    def parse_cell(self, element):
        cellule = super().parse_cell(element)
        if cellule["value"] is None and element.find(FORMULA_TAG) is not None:
            cellule["data_type"] = "f"
        return cellule

    def parse_row(self, row):
        self.row_dimensions.clear()
        return super().parse_row(row)


def evenements(chemin, veut: Callable[[str], bool]) -> Iterator[str | tuple[int, dict]]:
    """Le nom de chaque feuille visible, puis, si on la veut, ses rangées : {colonne: valeur}."""
    with open(chemin, "rb") as octets:
        with zipfile.ZipFile(octets) as archive:
            verifier(archive, "xlsx")
        classeur = load_workbook(octets, read_only=True, data_only=True, keep_links=False)
        for feuille in classeur.worksheets:
            if feuille.sheet_state != "visible":
                continue
            yield feuille.title
            if veut(feuille.title):
                yield from _rangees(classeur, feuille)


def _rangees(classeur, feuille):
    with feuille._get_source() as source:
        parseur = _Parseur(
            source,
            feuille._shared_strings,
            data_only=True,
            epoch=classeur.epoch,
            date_formats=classeur._date_formats,
            timedelta_formats=classeur._timedelta_formats,
        )
        for numero, cellules in parseur.parse():
            yield numero, {c["column"]: _valeur(c) for c in cellules}


def _valeur(cellule):
    valeur = cellule["value"]
    if cellule["data_type"] == "f":
        return Illisible(SANS_RESULTAT)
    if cellule["data_type"] == "e":
        return en_erreur(str(valeur))
    if isinstance(valeur, str):
        return _RETOUR.sub("\n", valeur)
    return valeur
