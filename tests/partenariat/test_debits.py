"""Limites de débit : ce qui coûte, ou s'ouvre à tous, ne s'appelle pas sans fin."""

import pytest
from allauth.account import app_settings
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from tests import fabrique

pytestmark = pytest.mark.django_db


@pytest.fixture
def serre(settings):
    limites = {"export": "2/m/user", "verification": "2/m/ip", "adresse_secrete": "2/m/ip"}
    settings.ACCOUNT_RATE_LIMITS = limites


@pytest.mark.usefixtures("serre")
def test_les_exports_sont_limites_par_compte(connecte):
    une, autre = connecte(fabrique.creer_direction()), connecte(fabrique.creer_direction())
    adresse = reverse("recensement_export", args=["csv"])

    obtenus = [une.get(adresse).status_code for _ in range(3)]

    assert obtenus == [200, 200, 429]
    assert autre.get(adresse).status_code == 200
    assertContains(une.get(adresse), "Attendez cinq minutes", status_code=429)


@pytest.mark.usefixtures("serre")
def test_la_verification_d_un_document_se_lit_sans_limite_et_s_envoie_peu():
    client, adresse = Client(), reverse("verification")

    lectures = {client.get(adresse).status_code for _ in range(5)}
    envois = [client.post(adresse, {"empreinte": "0" * 64}).status_code for _ in range(3)]

    assert (lectures, envois) == ({200}, [200, 200, 429])


@pytest.mark.usefixtures("serre")
@pytest.mark.parametrize("nom", ["agenda_flux", "invitation"])
def test_deviner_une_adresse_secrete_se_freine(nom):
    obtenus = [Client().get(reverse(nom, args=[f"jeton-{n}"])).status_code for n in range(3)]

    assert obtenus == [404, 404, 429]


def test_les_reglages_de_la_connexion_restent_ceux_d_allauth():
    assert app_settings.RATE_LIMITS["login_failed"] == "10/m/ip,5/300s/key"
    assert app_settings.RATE_LIMITS["request_login_code"] == "20/m/ip,3/m/key"
    assert app_settings.RATE_LIMITS["export"] == "30/m/user"
