"""Les journaux : de quoi trouver une panne, et rien qui désigne une personne."""

import io
import json
import logging

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from partenariat.acces import public
from partenariat.journaux.lignes import LigneJson
from tests import fabrique

pytestmark = pytest.mark.django_db
NOM, COURRIEL, JETON = (
    "Zéphyrine Quatrefages",
    "zephyrine@quatrefages.invalid",
    "jeton-9f8e7d6c5b4a",
)


@public
def _en_double(request):
    """Le texte de l'erreur que rend la base recopie l'adresse."""
    with transaction.atomic():
        get_user_model().objects.create_user(COURRIEL, nom_affiche=NOM)
        get_user_model().objects.create_user(COURRIEL, nom_affiche=NOM)


@public
def _lente(request):
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1 WHERE %s <> ''", [COURRIEL])
    return HttpResponse()


@public
def _panne(request, jeton):
    raise RuntimeError(f"{NOM} ({jeton}) : {request.GET['q']}")


urlpatterns = [
    path("panne/<jeton>/", _panne, name="panne_d_essai"),
    path("double/", _en_double, name="en_double"),
    path("lente/", _lente, name="lente"),
    path("", include("partenariat.urls")),
]
handler500 = "partenariat.pannes.panne"


@pytest.fixture
def lignes():
    """`lignes()` rend ce que la production aurait écrit depuis le début de l'essai."""
    flux, racine = io.StringIO(), logging.getLogger()
    sortie = logging.StreamHandler(flux)
    sortie.setFormatter(LigneJson())
    racine.addHandler(sortie)
    yield lambda: [json.loads(ligne) for ligne in flux.getvalue().splitlines()]
    racine.removeHandler(sortie)


def test_tout_part_en_json_et_rien_ne_part_par_courriel():
    assert [type(s.formatter) for s in logging.getLogger().handlers if s.formatter][:1] == [
        LigneJson
    ]
    assert logging.getLogger("django").handlers == []


def test_une_requete_une_ligne_avec_son_identifiant(lignes):
    reponse = Client().get(reverse("a_propos"), headers={"X-Request-ID": "abc-123-def"})

    [ligne] = lignes()
    assert reponse["X-Request-ID"] == ligne["requete"] == "abc-123-def"
    assert (ligne["page"], ligne["methode"], ligne["code"]) == ("a_propos", "GET", 200)


@pytest.mark.parametrize("recu", ["", "court", "a" * 65, COURRIEL, "deux mots espacés", "x\ny" * 9])
def test_un_identifiant_mal_forme_est_remplace(recu):
    reponse = Client().get(reverse("a_propos"), headers={"X-Request-ID": recu})

    assert len(reponse["X-Request-ID"]) == 32


@pytest.mark.urls(__name__)
def test_aucun_nom_aucune_adresse_aucun_secret_aucune_valeur(connecte, lignes):
    direction = fabrique.creer_direction()
    client = connecte(direction)
    client.raise_request_exception = False
    fiche = fabrique.creer_adhesion(benevole=fabrique.creer_benevole(nom="Quatrefages")).benevole
    envoi = {"login": COURRIEL, "password": "mot-de-passe-secret"}

    client.get(reverse("personne", args=[fiche.pk]))
    client.post(reverse("personne_modification", args=[fiche.pk]), {"nom": NOM, "version_lue": "?"})
    client.get(reverse("recherche"), {"q": NOM})
    client.get(f"/nulle-part/{JETON}/", {"q": NOM})
    client.get(reverse("agenda_flux", args=[JETON]), headers={"Referer": f"http://x/{JETON}"})
    client.get(reverse("a_propos"), headers={"Host": f"{JETON}.invalid"})
    client.get(reverse("panne_d_essai", args=[JETON]), {"q": COURRIEL})
    client.get(reverse("en_double"))
    Client().post(reverse("account_login"), envoi)
    Client(enforce_csrf_checks=True).post(reverse("account_login"), envoi)

    ecrit = json.dumps(lignes(), ensure_ascii=False)
    assert len(lignes()) >= 10
    for secret in ("Quatrefages", "quatrefages", "Zéphyrine", JETON, "mot-de-passe-secret"):
        assert secret not in ecrit
    assert direction.email not in ecrit


@pytest.mark.urls(__name__)
def test_une_panne_garde_son_type_et_son_chemin_et_la_page_en_dit_le_numero(lignes):
    client = Client(raise_request_exception=False)

    reponse = client.get(reverse("panne_d_essai", args=[JETON]), {"q": "x"})

    panne = next(ligne for ligne in lignes() if "exception" in ligne)
    assert panne["exception"] == "RuntimeError"
    assert panne["chemin"][-1].endswith("_panne")
    assert panne["requete"] in reponse.content.decode()
    assert [ligne["code"] for ligne in lignes() if "code" in ligne] == [500]


@pytest.mark.urls(__name__)
def test_une_lecture_lente_se_note_sans_ses_valeurs(settings, lignes):
    settings.LECTURE_LENTE_MS = 0

    Client().get(reverse("lente"))

    lente = next(ligne for ligne in lignes() if "sql" in ligne)
    assert lente["sql"] == "SELECT 1 WHERE %s <> ''"
    assert COURRIEL not in json.dumps(lignes())
