"""Lire un CSV tel que l'écrivent les tableurs : l'encodage et le séparateur se devinent."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from partenariat.lecture import refus
from partenariat.lecture.refus import FichierRefuse

FEUILLE = "CSV"
SEPARATEURS = ";\t,"
ESSAI = 200  # rangées regardées pour choisir le séparateur
MORCEAU = 1024 * 1024
CELLULE = 1_000_000  # signes : ce que le lecteur accepte d'avaler ; la borne vraie vient après

_MARQUES = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_BINAIRE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SEP = re.compile(r"sep=(.)\s*\Z")
# L'apostrophe que nos exports mettent devant ce qu'un tableur prendrait pour une formule.
_PROTEGE = re.compile(r"'+[=+\-@\t\r\n]")


def evenements(chemin, veut: Callable[[str], bool]) -> Iterator[str | tuple[int, dict]]:
    """Le nom de son unique feuille, puis ses rangées : {colonne: valeur}."""
    encodage = _encodage(chemin)
    separateur, sauter = _separateur(chemin, encodage)
    csv.field_size_limit(CELLULE)
    yield FEUILLE
    if not veut(FEUILLE):
        return
    with open(chemin, encoding=encodage, newline="") as texte:
        rangees = csv.reader(texte, delimiter=separateur)
        for numero, valeurs in enumerate(islice(rangees, sauter, None), start=1 + sauter):
            yield numero, {i: _valeur(v) for i, v in enumerate(valeurs, start=1) if v}


def _valeur(valeur):
    return valeur[1:] if _PROTEGE.match(valeur) else valeur


def _encodage(chemin):
    """Celui que dit la marque d'ordre ; sinon UTF-8 si tout s'y lit, sinon Windows-1252."""
    with open(chemin, "rb") as octets:
        debut = octets.read(4096)
    candidats = [e for marque, e in _MARQUES if debut.startswith(marque)]
    if not candidats and debut[1::2].count(0) > len(debut) // 4:
        candidats = ["utf-16-le"]
    for encodage in candidats or ["utf-8", "cp1252"]:
        if _se_lit(chemin, encodage):
            return encodage
    raise FichierRefuse(refus.PAS_UN_TEXTE)


def _se_lit(chemin, encodage):
    try:
        with open(chemin, encoding=encodage, newline="") as texte:
            while morceau := texte.read(MORCEAU):
                if _BINAIRE.search(morceau):
                    return False
    except UnicodeError:
        return False
    return True


def _separateur(chemin, encodage):
    """(séparateur, lignes à sauter) : celui qui donne le plus de rangées de même largeur."""
    with open(chemin, encoding=encodage, newline="") as texte:
        if trouve := _SEP.match(texte.readline(10)):
            return trouve[1], 1
        texte.seek(0)
        lignes = list(islice(_lignes_bornees(texte), ESSAI))
    return max(SEPARATEURS, key=lambda s: _regularite(lignes, s)), 0


def _lignes_bornees(texte):
    while ligne := texte.readline(CELLULE):
        yield ligne


def _regularite(lignes, separateur):
    largeurs = [len(r) for r in csv.reader(lignes, delimiter=separateur) if r]
    if not largeurs:
        return 0, 0
    largeur, fois = max(Counter(largeurs).items(), key=lambda e: (e[1], e[0]))
    return (fois / len(largeurs) if largeur > 1 else 0), largeur
