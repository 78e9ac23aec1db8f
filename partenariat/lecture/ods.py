"""Lire un classeur LibreOffice au fil de l'eau : chaque rangée est oubliée dès qu'elle est lue.

Un classeur dit « un million de rangées vides » en une seule : elles sont comptées, pas dépliées.
"""

import datetime as dt
import zipfile
from collections.abc import Callable, Iterator

from defusedxml.ElementTree import iterparse

from partenariat.lecture import refus
from partenariat.lecture.archive import verifier
from partenariat.lecture.bornes import COLONNES, RANGEES
from partenariat.lecture.cellules import SANS_RESULTAT, Illisible, en_erreur
from partenariat.lecture.refus import FichierRefuse

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXTE = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALCEXT = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_CELLULES = {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}
_NOMBRES = {"float", "percentage", "currency"}


def evenements(chemin, veut: Callable[[str], bool]) -> Iterator[str | tuple[int, dict]]:
    """Le nom de chaque feuille, puis, si on la veut, ses rangées : {colonne: valeur}."""
    with zipfile.ZipFile(chemin) as archive:
        verifier(archive, "ods")
        with archive.open("content.xml") as contenu:
            yield from _parcourir(contenu, veut)


def _parcourir(contenu, veut):
    pile, voulue, numero = [], False, 0
    for evenement, element in iterparse(contenu, events=("start", "end")):
        if evenement == "start":
            pile.append(element)
            if element.tag == f"{_TABLE}table" and not _dans_une_cellule(pile):
                nom = element.get(f"{_TABLE}name", "")
                yield nom
                voulue, numero = veut(nom), 0
            continue
        pile.pop()
        if element.tag == f"{_TABLE}table-row" and not _dans_une_cellule(pile):
            fois = _fois(element, "number-rows-repeated")
            if voulue:
                yield from _repetees(_rangee(element), numero, fois)
            numero += fois
            pile[-1].remove(element)


def _dans_une_cellule(pile):
    return any(e.tag in _CELLULES for e in pile)


def _fois(element, nom):
    return max(1, int(element.get(_TABLE + nom, "1")))


def _repetees(rangee, numero, fois):
    if not rangee:
        return
    if fois > RANGEES:
        raise FichierRefuse(refus.TROP_DE_RANGEES)
    for i in range(1, fois + 1):
        yield numero + i, dict(rangee)


def _rangee(element):
    rangee, colonne = {}, 0
    for cellule in (c for c in element if c.tag in _CELLULES):
        fois = _fois(cellule, "number-columns-repeated")
        valeur = _valeur(cellule)
        if valeur not in (None, ""):
            if fois > COLONNES:
                raise FichierRefuse(refus.TROP_DE_COLONNES)
            rangee |= dict.fromkeys(range(colonne + 1, colonne + fois + 1), valeur)
        colonne += fois
    return rangee


def _valeur(cellule):
    sorte, texte = cellule.get(f"{_OFFICE}value-type"), _texte(cellule)
    if cellule.get(f"{_CALCEXT}value-type") == "error":
        return en_erreur(texte or "#N/A")
    if sorte in _NOMBRES:
        nombre = float(cellule.get(f"{_OFFICE}value", "nan"))
        return int(nombre) if nombre.is_integer() else nombre
    if sorte == "date":
        return dt.datetime.fromisoformat(cellule.get(f"{_OFFICE}date-value", "")[:19])
    if sorte == "boolean":
        return cellule.get(f"{_OFFICE}boolean-value") == "true"
    if sorte is None and not texte and cellule.get(f"{_TABLE}formula"):
        return Illisible(SANS_RESULTAT)
    return cellule.get(f"{_OFFICE}string-value") or texte


def _texte(cellule):
    """Les paragraphes de la cellule, sans ses commentaires."""
    return "\n".join("".join(_morceaux(p)) for p in cellule if p.tag == f"{_TEXTE}p")


def _morceaux(element):
    yield element.text or ""
    for enfant in element:
        if enfant.tag == f"{_TEXTE}s":
            yield " " * min(int(enfant.get(f"{_TEXTE}c", "1")), COLONNES)
        elif enfant.tag == f"{_TEXTE}tab":
            yield "\t"
        elif enfant.tag == f"{_TEXTE}line-break":
            yield "\n"
        elif not enfant.tag.startswith(_OFFICE):
            yield from _morceaux(enfant)
        yield enfant.tail or ""
