"""Le second facteur : exigé de ceux qui décident pour d'autres, jamais contourné."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from partenariat.comptes import CONNECTE_A
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "une-phrase-assez-longue"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGES = ["accueil", "etablissements", "recherche", "carte", "a_propos", "comptes"]


def _compte(creer=fabrique.creer_president):
    compte = creer()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def _code_totp():
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def _demander_un_code(client, adresse):
    return client.post(reverse("account_request_login_code"), {"email": adresse})


def _code_recu():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE).group()


def _saisir(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def _connecte(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def exige(settings):
    settings.SECOND_FACTEUR_OBLIGATOIRE = True


@pytest.mark.parametrize(
    "creer",
    [fabrique.creer_direction, fabrique.creer_agent_spip, fabrique.creer_technicien],
)
@pytest.mark.usefixtures("exige")
def test_sans_second_facteur_toute_page_mene_a_son_choix(connecte, creer):
    client = connecte(creer())

    for page in PAGES:
        assertRedirects(
            client.get(reverse(page)), reverse("mfa_index"), fetch_redirect_response=False
        )


@pytest.mark.usefixtures("exige")
def test_sans_second_facteur_on_peut_partir(connecte):
    client = connecte(fabrique.creer_direction())

    assert client.post(reverse("account_logout")).status_code == 302
    assert not _connecte(client)


@pytest.mark.usefixtures("exige")
@pytest.mark.parametrize(
    "creer",
    [
        fabrique.creer_president,
        fabrique.creer_compte_cp,
        fabrique.creer_delegue,
        fabrique.creer_compte_vp,
    ],
)
def test_les_autres_entrent_sans_second_facteur(connecte, creer):
    assert connecte(creer()).get(reverse("etablissements")).status_code == 200


@pytest.mark.usefixtures("exige")
def test_un_oblige_pose_son_second_facteur_puis_passe():
    compte, client = _compte(fabrique.creer_direction), Client()
    client.post(reverse("account_login"), {"login": compte.email, "password": MOT_DE_PASSE})
    activation = reverse("mfa_activate_totp")

    assert client.get(activation).status_code == 200
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(activation, {"code": code})

    assert client.get(reverse("etablissements")).status_code == 200
    types = set(Authenticator.objects.filter(user=compte).values_list("type", flat=True))
    assert types == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}


@pytest.mark.usefixtures("exige")
def test_un_quart_d_heure_apres_l_entree_le_mot_de_passe_se_redonne():
    compte, client = _compte(fabrique.creer_direction), Client()
    client.post(reverse("account_login"), {"login": compte.email, "password": MOT_DE_PASSE})
    session = client.session
    session[CONNECTE_A] -= 15 * 60
    session.save()

    verification = client.get(reverse("mfa_activate_totp"))
    client.post(verification["Location"], {"password": MOT_DE_PASSE})

    assert verification["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_avec_un_second_facteur_l_entree_ne_dispense_pas_de_la_verification():
    compte, client = _avec_totp(fabrique.creer_president), Client()
    client.post(reverse("account_login"), {"login": compte.email, "password": MOT_DE_PASSE})
    client.post(reverse("mfa_authenticate"), {"code": _code_totp()})

    reponse = client.get(reverse("mfa_deactivate_totp"))

    assert reponse["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.usefixtures("exige")
def test_des_codes_de_secours_seuls_ne_sont_pas_un_second_facteur(connecte):
    compte = fabrique.creer_direction()
    RecoveryCodes.activate(compte)

    reponse = connecte(compte).get(reverse("etablissements"))

    assertRedirects(reponse, reverse("mfa_index"), fetch_redirect_response=False)


def _avec_totp(creer):
    compte = _compte(creer)
    TOTP.activate(compte, SECRET)
    return compte


@pytest.mark.parametrize("creer", [fabrique.creer_direction, fabrique.creer_president])
def test_le_code_par_courriel_ne_dispense_pas_du_second_facteur(creer):
    compte, client = _avec_totp(creer), Client()

    _demander_un_code(client, compte.email)
    reponse = _saisir(client, _code_recu())
    avant = _connecte(client)
    client.post(reverse("mfa_authenticate"), {"code": _code_totp()})

    assertRedirects(reponse, reverse("mfa_authenticate"), fetch_redirect_response=False)
    assert (avant, _connecte(client)) == (False, True)


def test_un_mot_de_passe_change_par_code_ne_dispense_pas_du_second_facteur():
    compte, client = _avec_totp(fabrique.creer_direction), Client()
    client.post(reverse("account_reset_password"), {"email": compte.email})
    client.post(reverse("account_confirm_password_reset_code"), {"code": _code_recu()})
    nouveau = {"password1": "un-nouveau-mot-de-passe", "password2": "un-nouveau-mot-de-passe"}
    client.post(reverse("account_complete_password_reset"), nouveau)

    reponse = client.post(
        reverse("account_login"), {"login": compte.email, "password": nouveau["password1"]}
    )

    assertRedirects(reponse, reverse("mfa_authenticate"), fetch_redirect_response=False)
    assert not _connecte(client)


@pytest.mark.usefixtures("exige")
def test_retirer_le_dernier_facteur_ramene_a_son_choix():
    compte, client = _avec_totp(fabrique.creer_direction), Client()
    client.post(reverse("account_login"), {"login": compte.email, "password": MOT_DE_PASSE})
    client.post(reverse("mfa_authenticate"), {"code": _code_totp()})
    assert client.get(reverse("etablissements")).status_code == 200

    retrait = reverse("mfa_deactivate_totp")
    demande = client.post(retrait)
    client.post(demande["Location"], {"password": MOT_DE_PASSE})
    client.post(retrait)

    assert not Authenticator.objects.filter(user=compte).exists()
    reponse = client.get(reverse("etablissements"))
    assertRedirects(reponse, reverse("mfa_index"), fetch_redirect_response=False)


def test_un_envoi_qui_demande_une_verification_y_mene_sans_planter(connecte):
    """L'exception d'allauth naît sous EcrituresAtomiques, que Django ne rattrape pas."""
    compte = _avec_totp(fabrique.creer_president)

    reponse = connecte(compte).post(reverse("mfa_deactivate_totp"))

    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("account_reauthenticate"))
