"""Des dates connues au jour, au mois ou à l'année, tenues à leur dernier jour possible.

On ne retient un changement qu'une fois certain : « 2015-12 » vaut le 31/12/2015.
"""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from etablissements.models import Precision

PREMIERE_ANNEE, DERNIERE_ANNEE = 1700, 2100
FORME = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# Une période en toutes lettres, que la source ne permet pas de dater mieux.
LOCUTION = re.compile(r"(avant|après|vers|entre|depuis) \S")


class Jour(NamedTuple):
    """Le dernier jour possible, et ce que la source en dit vraiment."""

    le: dt.date
    precision: Precision


def lire_jour(texte: str) -> Jour | None:
    """Le jour que disent « 2014 », « 2014-10 » ou « 2014-10-12 » ; rien si ce n'en est pas un."""
    trouve = FORME.fullmatch(texte)
    if not trouve:
        return None
    annee, mois, jour = (int(nombre) if nombre else None for nombre in trouve.groups())
    if not PREMIERE_ANNEE <= annee <= DERNIERE_ANNEE:
        return None
    try:
        if jour is not None:
            return Jour(dt.date(annee, mois, jour), Precision.JOUR)
        if mois is not None:
            fin_du_mois = calendar.monthrange(annee, mois)[1]
            return Jour(dt.date(annee, mois, fin_du_mois), Precision.MOIS)
        return Jour(dt.date(annee, 12, 31), Precision.ANNEE)
    except ValueError:  # 30 février, mois 13
        return None
