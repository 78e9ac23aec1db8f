"""Ouvre N sessions d'un compte de la démonstration, sans passer par la page de connexion.

    DATABASE_URL=… python -m tests.charge.sessions ADRESSE N

Écrit une clé de session par ligne.
"""

import os
import sys

import django
from django.test import Client


def principal(adresse, nombre):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
    django.setup()
    from django.contrib.auth import get_user_model

    compte = get_user_model().objects.get(email=adresse)
    for _ in range(nombre):
        navigateur = Client()
        navigateur.force_login(compte)
        print(navigateur.session.session_key)


if __name__ == "__main__":
    principal(sys.argv[1], int(sys.argv[2]))
