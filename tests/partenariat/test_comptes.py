"""La connexion : mot de passe ou code par courriel, second facteur, rien qui trahisse un compte."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
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
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


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


PAGES = ["accueil", "etablissements", "recherche", "carte", "a_propos", "comptes"]


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

    verification = client.get(activation)
    assert verification["Location"].startswith(reverse("account_reauthenticate"))
    client.post(verification["Location"], {"password": MOT_DE_PASSE})
    assert client.get(activation).status_code == 200
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    client.post(activation, {"code": code})

    assert client.get(reverse("etablissements")).status_code == 200
    types = set(Authenticator.objects.filter(user=compte).values_list("type", flat=True))
    assert types == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}


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
