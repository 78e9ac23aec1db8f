"""Charger le référentiel : lire et contrôler (`lecture`, `fichiers`), puis écrire (`ecriture`)."""

from pathlib import Path

DOSSIER = Path(__file__).resolve().parents[1] / "referentiel"
