"""Charger le référentiel : lire et contrôler (`lecture`, `fichiers`), puis écrire (`ecriture`)."""
