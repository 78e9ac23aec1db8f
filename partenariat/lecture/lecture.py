"""Le tableau lu : une rangée JSON par ligne, puis, en dernière ligne, ce qu'il faut en savoir.

Cette dernière ligne manque à un fichier resté en chemin : il ne s'ouvre pas.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from partenariat.lecture import cellules

FIN = 512 * 1024  # octets : la dernière ligne y tient toujours, les titres sont bornés


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """Un tableau envoyé, relu à mémoire constante."""

    chemin: Path
    entetes: list[str]
    ligne_entete: int  # dans le fichier de la personne, à partir de 1
    feuilles: list[str]
    feuille: str
    nombre: int  # de rangées sous l'en-tête

    def rangees(self) -> Iterator[tuple[int, list]]:
        """(numéro de ligne dans le fichier, valeurs), une valeur par en-tête, sans ligne vide.

        Une valeur est un texte, un nombre, un jour, None, ou `Illisible` : une phrase.
        """
        for _, numero, valeurs in self.situees():
            yield numero, valeurs

    def situees(self) -> Iterator[tuple[int, int, list]]:
        """Les mêmes, chacune précédée de sa place, que `relire` comprend."""
        place = 0
        with open(self.chemin, "rb") as fichier:
            for ligne in fichier:
                if ligne.startswith(b"{"):
                    return
                yield place, *self._rangee(ligne)
                place += len(ligne)

    def relire(self, places) -> Iterator[tuple[int, list]]:
        """Les rangées de ces places, dans cet ordre."""
        with open(self.chemin, "rb") as fichier:
            for place in places:
                fichier.seek(place)
                yield self._rangee(fichier.readline())

    def _rangee(self, ligne):
        numero, valeurs = json.loads(ligne)
        valeurs += [None] * (len(self.entetes) - len(valeurs))
        return numero, [cellules.relire(v) for v in valeurs]


def ouvrir(chemin) -> Lecture:
    """Rouvre un tableau déjà lu."""
    chemin = Path(chemin)
    with open(chemin, "rb") as fichier:
        fichier.seek(max(0, chemin.stat().st_size - FIN))
        derniere = fichier.read().rstrip(b"\n").rpartition(b"\n")[2]
    return Lecture(chemin=chemin, **json.loads(derniere))
