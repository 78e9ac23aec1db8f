"""Comprendre une cellule comme qui l'a écrite : jours, nombres, oui et non, à la française.

Une cellule vide donne None. Ce qu'on ne comprend pas lève ValueError, avec la phrase qui le dit.
"""

import datetime as dt
import re
import unicodedata
from decimal import Decimal

from partenariat.lecture.cellules import Illisible

ORIGINE_EXCEL = dt.date(1899, 12, 30)
# Un numéro de jour d'Excel : de 1927 à 2119. En deçà, « 2014 » est une année, pas un jour.
NUMEROS_DE_JOUR = range(10_000, 80_001)
PIVOT = 69  # « 69 » est 1969, « 68 » est 2068

OUI = {"oui", "o", "x", "vrai", "true", "1", "yes", "y"}
NON = {"non", "n", "faux", "false", "0", "no"}
MOIS = ["jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec"]

_HEURE = r"(?:[ t]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
_JMA = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{4}}|\d{{2}}){_HEURE}")
_AMJ = re.compile(rf"(\d{{4}})[/.\-](\d{{1,2}})[/.\-](\d{{1,2}}){_HEURE}")
_EN_LETTRES = re.compile(r"(?:[a-z]+\.? )?(\d{1,2})(?:er)?[ \-]([a-z]+)\.?[ \-](\d{4}|\d{2})")
_NOMBRE = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_MILLIERS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_ESPACES_DE_MILLIERS = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009'’](?=\d{3}(?!\d))")


def en_texte(valeur) -> str:
    """Le texte d'une cellule, vide s'il n'y en a pas ; un nombre tel qu'on le lit."""
    _refuser_l_illisible(valeur)
    if isinstance(valeur, dt.datetime):
        return valeur.strftime("%d/%m/%Y %H:%M")
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    if isinstance(valeur, float):
        return f"{Decimal(repr(valeur)):f}".replace(".", ",")
    return "" if valeur is None else str(valeur)


def en_date(valeur) -> dt.date | None:
    """« 31/12/2014 », « 31-12-14 », « 3 mars 2014 », « 2014-12-31 », ou un jour d'Excel."""
    _refuser_l_illisible(valeur)
    if _est_vide(valeur):
        return None
    if isinstance(valeur, dt.datetime):
        return valeur.date()
    if isinstance(valeur, dt.date):
        return valeur
    texte = _simplifier(str(valeur))
    numero = re.fullmatch(r"(\d{5})(?:[.,]\d+)?", texte)
    if numero and int(numero[1]) in NUMEROS_DE_JOUR:
        return ORIGINE_EXCEL + dt.timedelta(days=int(numero[1]))
    try:
        return dt.date(*_annee_mois_jour(texte))
    except (TypeError, ValueError):
        raise ValueError(
            f"« {_extrait(valeur)} » n’est pas une date : écrivez-la comme 31/12/2014."
        ) from None


def _annee_mois_jour(texte):
    if trouve := _AMJ.fullmatch(texte):
        return [int(n) for n in trouve.groups()]
    if trouve := _JMA.fullmatch(texte):
        jour, mois, annee = trouve.groups()
        return _annee(annee), int(mois), int(jour)
    if trouve := _EN_LETTRES.fullmatch(texte):
        jour, mois, annee = trouve.groups()
        return _annee(annee), _numero_du_mois(mois), int(jour)
    return None


def _annee(chiffres):
    annee = int(chiffres)
    if len(chiffres) == 4:
        return annee
    return annee + (1900 if annee >= PIVOT else 2000)


def _numero_du_mois(nom):
    """Le mois, écrit en entier ou abrégé : « sept », « févr », « juil »."""
    for numero, debut in enumerate(MOIS, start=1):
        if nom.startswith(debut):
            return numero
    raise ValueError(nom)


def en_entier(valeur) -> int | None:
    """« 1 234 », ou le nombre lui-même."""
    nombre = _nombre(valeur, "un nombre entier : écrivez-le comme 1 234")
    if nombre is None:
        return None
    if nombre != nombre.to_integral_value():
        raise ValueError(f"« {_extrait(valeur)} » n’est pas un nombre entier.")
    return int(nombre)


def en_decimal(valeur) -> Decimal | None:
    """« 1 234,5 », « 1234.5 », ou le nombre lui-même."""
    return _nombre(valeur, "un nombre : écrivez-le comme 1 234,5")


def _nombre(valeur, attendu):
    _refuser_l_illisible(valeur)
    if _est_vide(valeur):
        return None
    if isinstance(valeur, (int, float)):
        return Decimal(repr(valeur))
    texte = _ESPACES_DE_MILLIERS.sub("", str(valeur).strip().replace("−", "-"))
    if _MILLIERS.fullmatch(texte):
        texte = texte.replace(".", "")
    if isinstance(valeur, dt.date) or len(texte) > 30 or not _NOMBRE.fullmatch(texte):
        raise ValueError(f"« {_extrait(valeur)} » n’est pas {attendu}.")
    return Decimal(texte.replace(",", "."))


def en_booleen(valeur) -> bool | None:
    """« oui », « x », « vrai », « 1 » ; « non », « faux », « 0 »."""
    _refuser_l_illisible(valeur)
    if _est_vide(valeur):
        return None
    texte = _simplifier(str(valeur))
    if texte in OUI | NON:
        return texte in OUI
    raise ValueError(f"« {_extrait(valeur)} » n’est ni oui ni non : écrivez « oui » ou « non ».")


def _refuser_l_illisible(valeur):
    if isinstance(valeur, Illisible):
        raise ValueError(str(valeur))


def _est_vide(valeur):
    return valeur is None or (isinstance(valeur, str) and not valeur.strip())


def _simplifier(texte):
    """En minuscules, sans accents, les espaces réduites."""
    sans = unicodedata.normalize("NFKD", texte.lower())
    sans = "".join(c for c in sans if not unicodedata.combining(c))
    return " ".join(sans.split())


def _extrait(valeur):
    texte = en_texte(valeur)
    return texte if len(texte) <= 40 else f"{texte[:40]}…"
