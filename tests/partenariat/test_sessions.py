"""Une session finit : à l'heure, avec le mot de passe, ou d'un geste depuis un autre appareil."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from partenariat.sessions import OUVERTE_A, VUE_A
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "une-phrase-assez-longue"
PAGE = "a_faire"


@pytest.fixture
def compte():
    compte = fabrique.creer_president()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    EmailAddress.objects.get_or_create(
        user=compte, email=compte.email, defaults={"verified": True, "primary": True}
    )
    return compte


def _vieillir(client, heures, *cles):
    session = client.session
    for cle in cles:
        session[cle] -= heures * 3600
    session.save()


def _est_dedans(client):
    return client.get(reverse(PAGE)).status_code == 200


@pytest.mark.parametrize(
    ("heures", "cles", "dedans"),
    [
        (1.9, [VUE_A], True),
        (2.1, [VUE_A], False),
        (11.9, [OUVERTE_A], True),
        (12.1, [OUVERTE_A], False),
    ],
)
def test_deux_heures_sans_rien_faire_douze_heures_en_tout(connecte, compte, heures, cles, dedans):
    client = connecte(compte)

    _vieillir(client, heures, *cles)

    assert _est_dedans(client) is dedans


def test_une_session_fermee_le_dit_et_ramene_a_la_page_voulue(connecte, compte):
    client = connecte(compte)
    _vieillir(client, 3, VUE_A)

    reponse = client.get(reverse(PAGE), follow=True)

    assertContains(reponse, "votre session s’est fermée")
    assert reponse.redirect_chain == [(f"{reverse('account_login')}?next={reverse(PAGE)}", 302)]


def test_s_en_servir_la_prolonge_sans_ecrire_a_chaque_page(connecte, compte):
    client = connecte(compte)
    _vieillir(client, 1, VUE_A)

    assert _est_dedans(client)
    vue = client.session[VUE_A]
    assert _est_dedans(client)

    assert time.time() - vue < 60
    assert client.session[VUE_A] == vue


def test_une_session_d_avant_cette_regle_est_fermee(connecte, compte):
    client = connecte(compte)
    session = client.session
    del session[OUVERTE_A]
    session.save()

    assert not _est_dedans(client)


def test_se_reconnecter_change_l_identifiant_de_session(compte):
    client = Client()
    client.get(reverse("account_login"))
    client.cookies["sessionid"] = "choisi-par-un-autre"

    client.post(reverse("account_login"), {"login": compte.email, "password": MOT_DE_PASSE})

    assert client.session.session_key != "choisi-par-un-autre"
    assert _est_dedans(client)


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(connecte, compte):
    ici, ailleurs = connecte(compte), connecte(compte)
    nouveau = {"oldpassword": MOT_DE_PASSE, "password1": "girafe-tambour-lilas"}

    ici.post(reverse("account_change_password"), nouveau | {"password2": "girafe-tambour-lilas"})

    assert (_est_dedans(ici), _est_dedans(ailleurs)) == (True, False)


def test_un_geste_deconnecte_les_autres_appareils(connecte, compte):
    ici, ailleurs, autre = connecte(compte), connecte(compte), connecte(fabrique.creer_president())

    reponse = ici.post(reverse("autres_appareils"))

    assertRedirects(reponse, reverse("autres_appareils"))
    assert [_est_dedans(client) for client in (ici, ailleurs, autre)] == [True, False, True]


def test_un_compte_ferme_perd_ses_sessions(connecte, compte):
    client = connecte(compte)
    compte.is_active = False
    compte.save()

    assert not _est_dedans(client)


def test_apres_la_deconnexion_la_session_n_est_plus_dans_la_base(connecte, compte):
    client = connecte(compte)
    temoin = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    rejeu = Client()
    rejeu.cookies["sessionid"] = temoin

    assert not _est_dedans(rejeu)


def test_une_page_publique_sans_temoin_ne_lit_pas_la_session(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Client().get(reverse("a_propos")).status_code == 200
