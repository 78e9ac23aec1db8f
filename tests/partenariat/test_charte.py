"""La charte s'accepte avant le premier usage, et de nouveau quand elle change."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partenariat.charte import ARTICLES, VERSION, accepter
from partenariat.models import AcceptationDeCharte
from tests.ecran import texte
from tests.fabrique import creer_compte, creer_direction, creer_role

pytestmark = pytest.mark.django_db
# Par version, l'empreinte de son texte : changer un mot demande une nouvelle version.
EMPREINTES = {1: "4f99b629e12df235"}


@pytest.fixture
def nouvelle():
    """Une direction qui entre pour la première fois."""
    return creer_role(utilisateur=creer_compte(charte=False), association="ANVP").utilisateur


def test_toute_page_mene_a_la_charte_puis_la_ou_l_on_allait(connecte, nouvelle):
    client, voulue = connecte(nouvelle), reverse("etablissements") + "?type=MA"
    for methode in (client.get, client.post):
        reponse = methode(voulue)
        assert reponse.status_code == 302
        assert reponse["Location"].startswith(reverse("charte"))
    page = client.get(reponse["Location"])
    assert ARTICLES[0].engagements[0] in texte(page)

    accord = client.post(reverse("charte"), {"next": voulue})

    assert accord["Location"] == voulue
    assert client.get(voulue).status_code == 200
    assert AcceptationDeCharte.objects.get(compte=nouvelle).version == VERSION
    assert "J’ai lu et j’accepte" not in texte(client.get(reverse("charte")))


def test_on_ne_repart_pas_vers_un_autre_site(connecte, nouvelle):
    accord = connecte(nouvelle).post(reverse("charte"), {"next": "https://ailleurs.test/"})
    assert accord["Location"] == "/"


@pytest.mark.parametrize("nom", ["mes_donnees", "mes_donnees_json", "qui_voit_quoi", "infos"])
def test_savoir_ce_que_l_outil_tient_de_soi_n_attend_pas_la_charte(connecte, nouvelle, nom):
    assert connecte(nouvelle).get(reverse(nom)).status_code == 200


def test_une_version_passee_ne_suffit_plus(connecte, nouvelle):
    AcceptationDeCharte.objects.create(compte=nouvelle, version=VERSION + 1)
    assert connecte(nouvelle).get(reverse("etablissements")).status_code == 302


def test_l_accord_est_date_une_fois_et_ne_se_change_ni_ne_s_efface():
    compte = creer_direction()
    premiere = AcceptationDeCharte.objects.get(compte=compte)
    accepter(compte, le=timezone.now())
    assert AcceptationDeCharte.objects.get(compte=compte).le == premiere.le
    for ecrire in (lambda: AcceptationDeCharte.objects.update(version=9), premiere.delete):
        with pytest.raises(IntegrityError, match="acceptation_intouchable"), transaction.atomic():
            ecrire()


def test_changer_un_mot_demande_une_nouvelle_version():
    empreinte = hashlib.sha256(repr(ARTICLES).encode()).hexdigest()[:16]
    assert EMPREINTES[VERSION] == empreinte


def test_la_charte_ne_coute_aucune_requete(connecte, django_assert_num_queries):
    client = connecte(creer_direction())
    with django_assert_num_queries(3):  # la session, le compte, ses droits
        client.get(reverse("accessibilite"))
