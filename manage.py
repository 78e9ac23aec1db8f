#!/usr/bin/env python
"""Point d'entrée des commandes d'administration."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

QUI_DURENT = {"db_worker", "runserver"}


def main(mots):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
    if mots[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"  # avant les réglages : la démonstration a sa propre base
    if QUI_DURENT.isdisjoint(mots[1:2]):
        # Une réserve de connexions ne sert pas à qui n'en prend qu'une, et tairait pourquoi elle
        # n'en obtient pas.
        os.environ.setdefault("DATABASE_POOL", "0")
    try:
        execute_from_command_line(mots)
    except (ImproperlyConfigured, OperationalError) as faute:
        if "--traceback" in mots:
            raise
        sys.exit(f"{_quoi_regarder(faute)} : {faute}")


def _quoi_regarder(faute):
    if isinstance(faute, ImproperlyConfigured):
        return "Un réglage est à corriger"
    return "La base ne répond pas, ou refuse (PostgreSQL est-il en marche ? DATABASE_URL ?)"


if __name__ == "__main__":
    main(sys.argv)
