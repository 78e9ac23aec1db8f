"""Une valeur de cellule : un texte propre, un nombre, un jour, rien, ou ce qu'on ne peut pas lire.

Chacune tient en JSON, pour passer d'un processus à l'autre et être relue ligne à ligne.
"""

import datetime as dt
import math
import re

from partenariat.lecture.bornes import SIGNES

ENTIER_SUR = 10**15  # au-delà, un nombre de tableur n'est plus exact

_ESPACES = "".join(signe for signe in map(chr, range(0x3001)) if signe.isspace())
_BORDS = _ESPACES + "\u200b\ufeff"
_INTERDITS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

SANS_RESULTAT = "Cette cellule est une formule dont le résultat n’est pas enregistré."
TROP_LONGUE = f"Cette cellule a plus de {SIGNES} signes."
PAS_UN_NOMBRE = "Cette cellule contient un nombre hors de toute mesure."
HORS_DE_MESURE = "Cette valeur est hors de toute mesure."


class Illisible(str):
    """À la place d'une valeur : la phrase qui dit pourquoi la cellule ne se lit pas."""

    __slots__ = ()


def en_erreur(texte: str) -> Illisible:
    return Illisible(f"Cette cellule contient une erreur de formule ({texte[:20]}).")


def normaliser(valeur) -> str | int | float | dt.date | dt.datetime | None:
    """La valeur telle qu'on la garde : un texte rogné, un jour sans heure si c'est minuit."""
    if valeur is None or isinstance(valeur, Illisible):
        return valeur
    if isinstance(valeur, str):
        return _texte(valeur)
    if isinstance(valeur, bool):
        return "vrai" if valeur else "faux"
    if isinstance(valeur, (int, float)):
        return _nombre(valeur)
    if isinstance(valeur, dt.datetime):
        return valeur.replace(tzinfo=None) if valeur.time() != dt.time() else valeur.date()
    return valeur if isinstance(valeur, dt.date) else str(valeur)


def _texte(valeur):
    if len(valeur) > SIGNES:
        return Illisible(TROP_LONGUE)
    propre = valeur.replace("\r\n", "\n").replace("\r", "\n")
    return _INTERDITS.sub("", propre).strip(_BORDS) or None


def _nombre(valeur):
    if not math.isfinite(valeur):
        return Illisible(PAS_UN_NOMBRE)
    if abs(valeur) >= ENTIER_SUR:
        return valeur if isinstance(valeur, float) else str(valeur)
    return int(valeur) if valeur == int(valeur) else valeur


def ecrire(valeur):
    """La valeur pour JSON : jour, instant et cellule illisible y sont dits par un objet."""
    if isinstance(valeur, Illisible):
        return {"illisible": str(valeur)}
    if isinstance(valeur, dt.datetime):
        return {"instant": valeur.isoformat()}
    if isinstance(valeur, dt.date):
        return {"jour": valeur.isoformat()}
    return valeur


def relire(valeur):
    if isinstance(valeur, dict):
        if "jour" in valeur:
            return dt.date.fromisoformat(valeur["jour"])
        if "instant" in valeur:
            return dt.datetime.fromisoformat(valeur["instant"])
        return Illisible(valeur["illisible"])
    return valeur
