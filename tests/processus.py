"""Lancer un vrai processus de l'application, aux réglages de production, sur la base de l'essai."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

DELAI = 60


def lancer(*commande, **environnement):
    """`manage.py` et cette commande ; ses variables s'ajoutent à celles de l'essai."""
    ote = {"DJANGO_SETTINGS_MODULE", "DEMO"}
    gardees = {c: v for c, v in os.environ.items() if c not in ote} | {
        "DATABASE_URL": _adresse_de_la_base(),
        "DATABASE_POOL": "0",
        "SECRET_KEY": "essais",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", *commande],
        cwd=Path(settings.RACINE),
        env=gardees | environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def passer(*commande, **environnement):
    """La même, jusqu'au bout : elle doit réussir."""
    with lancer(*commande, **environnement) as processus:
        sortie, _ = processus.communicate(timeout=DELAI)
    assert processus.returncode == 0, sortie


def _adresse_de_la_base():
    nom = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{nom}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{nom}"
