"""Comprendre un jour et son heure, à la minute : « 12/03/2014 09:30 », « 12 mars 2014 à 9h »."""

import datetime as dt
import re

from partenariat.lecture.valeurs import NUMEROS_DE_JOUR, ORIGINE_EXCEL, en_date, en_texte

_HEURE = re.compile(r"(\d{1,2}) ?[:h] ?(\d{2})?(?::\d{2}(?:\.\d+)?)?", re.IGNORECASE)
_JOUR_ET_HEURE = re.compile(rf"(.+?)(?:[ t,]+(?:à |a )?)({_HEURE.pattern})", re.IGNORECASE)
DEMI_MINUTE = dt.timedelta(seconds=30)
PLUS_LONG = 60  # signes ; au-delà, ce n’est ni un jour ni une heure


def en_instant(valeur) -> dt.date | dt.datetime | None:
    """Un instant sans fuseau ; un jour seul, si la cellule ne dit aucune heure."""
    if isinstance(valeur, dt.datetime):
        return (valeur + DEMI_MINUTE).replace(second=0, microsecond=0)
    if isinstance(valeur, float) and int(valeur) in NUMEROS_DE_JOUR:
        minuit = dt.datetime.combine(ORIGINE_EXCEL, dt.time())
        return en_instant(minuit + dt.timedelta(days=valeur))
    texte = en_texte(valeur).strip()
    if len(texte) <= PLUS_LONG and (trouve := _JOUR_ET_HEURE.fullmatch(texte)):
        return dt.datetime.combine(en_date(trouve[1]), en_heure(trouve[2]))
    return en_date(valeur)


def en_heure_ou_instant(valeur) -> dt.time | dt.date | dt.datetime | None:
    """« 17:00 », du même jour ; ou un instant entier."""
    if isinstance(valeur, str) and _HEURE.fullmatch(valeur.strip()):
        return en_heure(valeur.strip())
    return en_instant(valeur)


def en_heure(texte: str) -> dt.time:
    heures, minutes = _HEURE.fullmatch(texte).groups()
    try:
        return dt.time(int(heures), int(minutes or 0))
    except ValueError:
        raise ValueError(f"« {texte} » n’est pas une heure : écrivez-la comme 09:30.") from None
