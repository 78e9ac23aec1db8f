"""Ce qu'est un indicateur : un nom, une unité, une définition, une source, et ce qui lui manque."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Unite(StrEnum):
    """Comment lire la valeur."""

    NOMBRE = ""
    POUR_CENT = "%"
    JOURS = "jours"


class Fenetre(NamedTuple):
    """Une période et un territoire. `disp` : clé primaire ; None pour la France entière."""

    debut: dt.date
    fin: dt.date
    disp: int | None = None

    def contient(self, jour: dt.date | None) -> bool:
        return jour is not None and self.debut <= jour <= self.fin

    def est_ici(self, disp: int | None) -> bool:
        """Ce qui n'a pas de DISP (national) ne compte que pour la France entière."""
        return self.disp is None or disp == self.disp


@dataclass(frozen=True, slots=True)
class Mesure:
    """Une valeur, et de quoi la recompter. `valeur` : None quand il n'y a rien à mesurer."""

    valeur: float | None
    compte: int | None = None  # pour une part : combien…
    sur: int | None = None  # … sur combien
    detail: tuple[tuple[str, object], ...] = ()
    texte: str = ""  # quand un mot dit mieux qu'un nombre

    @property
    def connue(self) -> bool:
        return self.valeur is not None


RIEN = Mesure(None)


def part(compte: int, sur: int, *detail) -> Mesure:
    """`compte` sur `sur`, en pour cent arrondi à l'unité ; inconnue quand `sur` est nul."""
    return Mesure(round(100 * compte / sur) if sur else None, compte, sur, tuple(detail))


def nombre(n: int, *detail) -> Mesure:
    return Mesure(n, detail=tuple(detail))


@dataclass(frozen=True, kw_only=True)
class Definition:
    """Un indicateur du registre. `sens` : ce qu'on souhaite."""

    code: str
    titre: str
    unite: Unite
    definition: str
    source: str
    calculer: Callable
    manque: str = ""
    sens: str = ""
    sensible: bool = False  # un petit nombre pourrait désigner quelqu'un : il se masque
    se_saisit: bool = False  # à la main, avec sa source, l'année dont l'application ne sait rien


REGISTRE: dict[str, Definition] = {}


def indicateur(code, titre, *, unite=Unite.NOMBRE, **champs):
    """Inscrit la fonction `(donnees, fenetre) -> Mesure` ; sa docstring est la définition."""

    def inscrire(fonction):
        REGISTRE[code] = Definition(
            code=code,
            titre=titre,
            unite=unite,
            definition=" ".join(fonction.__doc__.split()),
            calculer=fonction,
            **champs,
        )
        return fonction

    return inscrire
