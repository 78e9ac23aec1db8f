"""Ce que tous les essais partagent."""

import pytest
from django.test import Client

from etablissements.chargement import DOSSIER
from etablissements.chargement.ecriture import charger

pytest_plugins = ["tests.navigateur"]


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
