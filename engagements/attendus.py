"""Ce qui attend quelqu'un : une phrase, un lien, depuis quand. Chaque sujet dit les siens."""

import datetime as dt
from typing import NamedTuple


class Attendu(NamedTuple):
    """Un geste que cette personne peut faire maintenant ; `depuis` : le jour où il l'a attendue."""

    depuis: dt.date
    phrase: str
    adresse: str
