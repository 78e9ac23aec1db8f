"""Ce que seul PostgreSQL a ne se ramasse que sur lui ; et un serveur S3, pour qui en veut un."""

import pytest
from django.conf import settings
from moto.server import ThreadedMotoServer

SUR_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
collect_ignore = [] if SUR_POSTGRESQL else ["test_role_de_l_application.py"]


@pytest.fixture(scope="module")
def serveur():
    """L'adresse d'un serveur S3 de cette machine, sans rien dedans."""
    serveur = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serveur.start()
    yield "http://{}:{}".format(*serveur.get_host_and_port())
    serveur.stop()
