"""Les en-têtes de sécurité : sur toute page, celles d'erreur et d'allauth comprises."""

import pytest
from django.test import Client
from django.urls import path, reverse
from django.views import defaults

from tests import fabrique

STRICTS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
PUBLIQUES = ["a_propos", "infos", "verification", "account_login", "account_reset_password"]
CONNECTEES = ["a_faire", "personnes", "comptes", "mfa_index", "mfa_activate_totp", "account_logout"]


def _panne(request):
    raise RuntimeError("panne d’essai")


urlpatterns = [
    path("panne/", _panne),
    path("refus/", lambda request: defaults.permission_denied(request, None)),
]


def _verifier(reponse):
    csp = dict(d.strip().split(" ", 1) for d in reponse["Content-Security-Policy"].split(";"))
    assert "unsafe" not in str(csp)
    assert (csp["default-src"], csp["base-uri"]) == ("'none'", "'none'")
    assert (csp["script-src"], csp["style-src"]) == ("'self'", "'self'")
    assert (csp["form-action"], csp["frame-ancestors"]) == ("'self'", "'self'")
    assert {nom: reponse.headers.get(nom) for nom in STRICTS} == STRICTS
    assert "geolocation=()" in reponse["Permissions-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("nom", PUBLIQUES)
def test_les_pages_publiques_ont_tous_les_entetes(nom):
    _verifier(Client().get(reverse(nom)))


@pytest.mark.django_db
@pytest.mark.parametrize("nom", CONNECTEES)
def test_les_pages_d_un_compte_les_ont_et_ne_se_gardent_nulle_part(connecte, nom):
    reponse = connecte(fabrique.creer_direction()).get(reverse(nom))

    _verifier(reponse)
    assert "no-store" in reponse["Cache-Control"]


@pytest.mark.django_db
def test_une_page_absente_ou_refusee_les_a_aussi(connecte):
    client = connecte(fabrique.creer_compte_vp(etablissement=fabrique.creer_etablissement()))

    for adresse, code in (("/nulle-part/", 404), (reverse("seuils"), 403)):
        reponse = client.get(adresse)
        assert reponse.status_code == code
        assert "no-store" in reponse["Cache-Control"]
        _verifier(reponse)


@pytest.mark.django_db
def test_un_formulaire_perime_et_une_panne_les_ont_aussi(settings):
    perime = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    settings.ROOT_URLCONF = "tests.partenariat.test_entetes"
    panne = Client(raise_request_exception=False).get("/panne/")

    assert (perime.status_code, panne.status_code) == (403, 500)
    for reponse in (perime, panne):
        _verifier(reponse)


@pytest.mark.django_db
def test_apres_la_deconnexion_rien_n_est_a_relire(connecte):
    """Le bouton « Précédent » redemande la page au serveur, qui mène à la connexion."""
    client = connecte(fabrique.creer_direction())
    assert client.get(reverse("personnes"))["Cache-Control"] == "private, no-store"

    sortie = client.post(reverse("account_logout"))

    assert sortie["Clear-Site-Data"] == '"cache"'  # le tableau de bord et la carte, gardés
    assert client.get(reverse("personnes")).status_code == 302


@pytest.mark.django_db
def test_seule_la_petite_liste_se_montre_dans_un_cadre_d_un_autre_site(settings):
    reponse = Client().get(reverse("infos_integrees"))

    for site in settings.SITES_DES_ASSOCIATIONS:
        assert site in reponse["Content-Security-Policy"]
    assert "X-Frame-Options" not in reponse.headers


@pytest.mark.django_db
@pytest.mark.parametrize(
    "suite", ["https://ailleurs.exemple/", "//ailleurs.exemple/", "javascript:alert(1)", "/\\evil"]
)
def test_la_connexion_ne_mene_jamais_ailleurs(suite):
    compte = fabrique.creer_president()
    compte.set_password("une-phrase-assez-longue")
    compte.save()
    donnees = {"login": compte.email, "password": "une-phrase-assez-longue", "next": suite}

    reponse = Client().post(reverse("account_login", query={"next": suite}), donnees)

    assert reponse["Location"] == reverse("accueil")


@pytest.mark.django_db
def test_un_nom_d_hote_inconnu_est_refuse():
    assert Client(headers={"host": "ailleurs.exemple"}).get("/").status_code == 400
