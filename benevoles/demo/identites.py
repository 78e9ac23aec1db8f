"""Des identités inventées : prénoms et noms courants tirés au hasard, coordonnées impossibles."""

import random
import unicodedata
from pathlib import Path

DOSSIER = Path(__file__).parent
PRENOMS = (DOSSIER / "prenoms.txt").read_text(encoding="utf-8").split()
NOMS = (DOSSIER / "noms.txt").read_text(encoding="utf-8").split()
# Numéros que l'Arcep réserve à la fiction : ils ne sonnent chez personne.
FICTION = ["19900", "26191", "35301", "46571", "53649"]


def identite(hasard: random.Random) -> tuple[str, str]:
    """(prénom, nom)."""
    return hasard.choice(PRENOMS), hasard.choice(NOMS)


def telephone(hasard: random.Random) -> str:
    return f"+33{hasard.choice(FICTION)}{hasard.randrange(10000):04}"


def courriel(prenom: str, nom: str, numero: int) -> str:
    """Une adresse dans un domaine qui ne peut pas exister."""
    brut = unicodedata.normalize("NFKD", f"{prenom[0]}.{nom}{numero}@exemple.invalid").lower()
    return brut.encode("ascii", "ignore").decode()
