"""Ce que tous les essais partagent."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from etablissements.chargement import DOSSIER
from etablissements.chargement.ecriture import charger
from partenariat.declencheurs import interdits

pytest_plugins = ["tests.navigateur"]


@pytest.fixture(autouse=True)
def journal_effacable(request):
    """Un essai qui valide ses transactions vide ensuite la base, journal et histoire compris.

    Sur SQLite, vider une table y déclenche l'interdit d'effacer : il est ôté juste avant, et la
    remise en état, qui passe les migrations, le repose.
    """
    marque = request.node.get_closest_marker("django_db")
    valide = "transactional_db" in request.fixturenames or "live_server" in request.fixturenames
    if not valide and not (marque and marque.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as curseur:
            for modele in apps.get_models():
                for interdit in interdits(modele):
                    curseur.execute(f'DROP TRIGGER IF EXISTS "{interdit.name}_delete"')


@pytest.fixture
def connecte():
    """`connecte(compte)` rend un client de test où ce compte est connecté."""

    def connecter(compte):
        client = Client()
        client.force_login(compte)
        return client

    return connecter


@pytest.fixture
def referentiel(db):
    """Les 191 établissements réels, leurs SPIP, capacités et événements."""
    return charger(DOSSIER)
