"""La connexion : mot de passe ou code par courriel, rien qui trahisse un compte."""

import re
import time

import pytest
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from benevoles.demo.comptes import COMPTES
from benevoles.demo.comptes import MOT_DE_PASSE as MOT_DE_PASSE_DEMO
from partenariat.comptes import ouvrir_un_compte
from partenariat.models import Utilisateur
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "une-phrase-assez-longue"
INCONNU = "personne@exemple.test"


def _compte(creer=fabrique.creer_president):
    compte = creer()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    return compte


def _demander_un_code(client, adresse):
    return client.post(reverse("account_request_login_code"), {"email": adresse})


def _code_recu():
    return re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE).group()


def _saisir(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def _connecte(client):
    return "_auth_user_id" in client.session


def test_ouvrir_un_compte_cree_son_adresse_verifiee():
    compte = ouvrir_un_compte(courriel="Camille@Exemple.test", nom="Camille")

    adresse = compte.emailaddress_set.get()
    assert (adresse.email, adresse.primary, adresse.verified) == (
        "camille@exemple.test",
        True,
        True,
    )
    assert not compte.has_usable_password()


def test_connexion_par_mot_de_passe():
    compte, client = _compte(), Client()

    reponse = client.post(
        reverse("account_login"), {"login": compte.email.upper(), "password": MOT_DE_PASSE}
    )

    assertRedirects(reponse, reverse("accueil"), fetch_redirect_response=False)
    assert _connecte(client)


def test_connexion_par_un_code_a_six_chiffres():
    compte, client = _compte(), Client()

    _demander_un_code(client, compte.email)
    reponse = _saisir(client, _code_recu())

    assertRedirects(reponse, reverse("accueil"), fetch_redirect_response=False)
    assert _connecte(client)


def test_le_courriel_du_code_ne_nomme_personne():
    compte = _compte()

    _demander_un_code(Client(), compte.email)

    message = mail.outbox[0]
    assert message.subject == "[Partenariat ANVP – AUXILIA] Votre code de connexion"
    assert compte.nom_affiche not in message.body
    assert "http" not in message.body


def test_renvoyer_un_code_remplace_le_premier():
    compte, client = _compte(), Client()
    _demander_un_code(client, compte.email)
    premier = _code_recu()

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})
    second = _code_recu()

    assert len(mail.outbox) == 2
    if premier != second:
        _saisir(client, premier)
        assert not _connecte(client)
    _saisir(client, second)
    assert _connecte(client)


@pytest.mark.parametrize(("minutes", "entre"), [(14, True), (16, False)])
def test_un_code_vaut_quinze_minutes(minutes, entre, monkeypatch):
    compte, client = _compte(), Client()
    _demander_un_code(client, compte.email)

    plus_tard = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: plus_tard)
    _saisir(client, _code_recu())

    assert _connecte(client) is entre


def test_trois_codes_faux_obligent_a_recommencer():
    compte, client = _compte(), Client()
    _demander_un_code(client, compte.email)
    bon = _code_recu()
    faux = "000000" if bon != "000000" else "111111"

    for _ in range(3):
        _saisir(client, faux)
    _saisir(client, bon)

    assert not _connecte(client)


def _sans_jeton(reponse, adresse):
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())
    return reponse.status_code, reponse.get("Location"), page.replace(adresse, "")


@pytest.mark.parametrize(
    ("page", "champs"),
    [
        ("account_login", {"login": "{}", "password": "pas le bon"}),
        ("account_request_login_code", {"email": "{}"}),
        ("account_reset_password", {"email": "{}"}),
    ],
)
def test_meme_reponse_que_l_adresse_ait_un_compte_ou_non(page, champs):
    connue, reponses = _compte().email, []

    for adresse in (connue, INCONNU):
        client = Client()
        donnees = {nom: valeur.format(adresse) for nom, valeur in champs.items()}
        premiere = client.post(reverse(page), donnees)
        suite = client.get(premiere.get("Location") or reverse(page))
        reponses.append((_sans_jeton(premiere, adresse), _sans_jeton(suite, adresse)))

    assert reponses[0] == reponses[1]


def test_une_adresse_inconnue_recoit_un_mot_qui_dit_quoi_faire():
    _demander_un_code(Client(), INCONNU)

    assert mail.outbox[0].to == [INCONNU]
    assert "demandez une invitation" in mail.outbox[0].body
    assert "http" not in mail.outbox[0].body


def test_un_compte_ferme_est_traite_comme_inconnu():
    ferme, client = _compte(), Client()
    Utilisateur.objects.filter(pk=ferme.pk).update(is_active=False)

    _demander_un_code(client, ferme.email)
    client.post(reverse("account_login"), {"login": ferme.email, "password": MOT_DE_PASSE})

    assert "Aucun compte" in mail.outbox[0].body
    assert not _connecte(client)


def test_les_essais_de_mot_de_passe_sont_limites():
    compte, client = _compte(), Client()

    for essai in range(6):
        mot_de_passe = MOT_DE_PASSE if essai == 5 else f"faux-{essai}"
        client.post(reverse("account_login"), {"login": compte.email, "password": mot_de_passe})

    assert not _connecte(client)


def test_les_demandes_de_code_sont_limitees():
    compte = _compte()

    for _ in range(4):
        _demander_un_code(Client(), compte.email)

    assert len(mail.outbox) == 3


def test_trop_de_demandes_donnent_une_page_qui_dit_d_attendre():
    for _ in range(31):
        reponse = Client().post(reverse("account_login"), {"login": "", "password": ""})

    assertContains(reponse, "Attendez cinq minutes", status_code=429)


def test_changer_de_mot_de_passe_par_un_code():
    compte, client = _compte(), Client()
    client.post(reverse("account_reset_password"), {"email": compte.email})

    client.post(reverse("account_confirm_password_reset_code"), {"code": _code_recu()})
    client.post(
        reverse("account_complete_password_reset"),
        {"password1": "un-nouveau-mot-de-passe", "password2": "un-nouveau-mot-de-passe"},
    )

    compte.refresh_from_db()
    assert compte.check_password("un-nouveau-mot-de-passe")
    assert "vient d’être changé" in mail.outbox[-1].body
    assert not _connecte(client)


def test_personne_ne_s_inscrit_seul():
    client, adresse = Client(), reverse("account_signup")
    donnees = {"email": INCONNU, "password1": MOT_DE_PASSE, "password2": MOT_DE_PASSE}

    for reponse in (client.get(adresse), client.post(adresse, donnees)):
        assertNotContains(reponse, 'name="password1"')
    assert not Utilisateur.objects.exists()


@pytest.mark.parametrize(
    "nom",
    [
        "account_email",
        "account_confirm_email",
        "account_reset_password_from_key",
        "account_signup_by_passkey",
        "mfa_signup_webauthn",
        "socialaccount_connections",
    ],
)
def test_les_pages_d_allauth_inutiles_n_existent_pas(nom):
    with pytest.raises(NoReverseMatch):
        reverse(nom)


def test_hors_demonstration_aucun_compte_n_est_annonce(settings):
    settings.DEMO = False

    reponse = Client().get(reverse("account_login"))

    assertNotContains(reponse, "demo.invalid")
    assertNotContains(reponse, MOT_DE_PASSE_DEMO)
    assert (reponse.context["comptes_demo"], reponse.context["mot_de_passe_demo"]) == ((), "")


def test_en_demonstration_la_connexion_annonce_un_compte_par_role(settings):
    settings.DEMO = True

    reponse = Client().get(reverse("account_login"))

    assert reponse.context["comptes_demo"] == COMPTES
    assert reponse.context["mot_de_passe_demo"] == MOT_DE_PASSE_DEMO
    assert all(compte.courriel.endswith("@demo.invalid") for compte in COMPTES)
