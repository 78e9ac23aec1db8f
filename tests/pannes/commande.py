"""Lancer une commande de l'application sur la base de l'essai, et la tuer en chemin."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

DELAI = 120


def commande(coup, *mots):
    """La commande, tuée net à sa `coup`-ième écriture ; 0 : on la laisse finir."""
    ote = {"DJANGO_SETTINGS_MODULE", "DEMO"}
    environnement = {c: v for c, v in os.environ.items() if c not in ote} | {
        "DATABASE_URL": _adresse_de_la_base(),
        "DATABASE_POOL": "0",
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "SECRET_KEY": "essais",
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.pannes.couperet", str(coup), *mots],
        cwd=Path(settings.RACINE),
        env=environnement,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=DELAI,
    )


def _adresse_de_la_base():
    nom = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{nom}"
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{nom}"
