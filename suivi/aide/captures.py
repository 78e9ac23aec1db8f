"""Les images des guides : de vrais écrans de la démonstration, refaits par `make captures`."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

REGISTRE = Path(__file__).parent / "captures.json"


@dataclass(frozen=True)
class Capture:
    """Une image, ses dimensions à l'écran, et les mots du guide qu'on y lit."""

    nom: str
    largeur: int
    hauteur: int
    mots: list[str]

    @property
    def fichier(self) -> str:
        return f"img/aide/{self.nom}.webp"


@lru_cache
def captures() -> dict[str, Capture]:
    """Par nom, ce que la dernière prise a noté."""
    notees = json.loads(REGISTRE.read_text(encoding="utf-8"))
    return {note["nom"]: Capture(**note) for note in notees}
