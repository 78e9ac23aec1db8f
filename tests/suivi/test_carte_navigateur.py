import pytest
from django.urls import reverse

from tests.fabrique import creer_direction, creer_etablissement

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_du_pays(page, connecte, live_server):
    creer_etablissement(nom="Maison d’arrêt de Ville")
    session = connecte(creer_direction()).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(reverse("tableau_de_bord"))
    page.locator("object").scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('object').contentDocument?.querySelector('a')")
    return page


def _carte(page):
    return next(cadre for cadre in page.frames if "/carte.svg" in cadre.url)


def test_la_carte_s_affiche_dans_la_page_et_se_parcourt_au_clavier(page_du_pays):
    carte = _carte(page_du_pays)
    couleur = "getComputedStyle(document.querySelector('.pourvu')).fill"
    lien_atteint = "document.activeElement.textContent"

    page_du_pays.get_by_role("link", name="Passer les liens de la carte").focus()
    page_du_pays.keyboard.press("Tab")

    assert carte.evaluate(couleur) == "rgb(23, 112, 138)"
    assert carte.evaluate(lien_atteint).startswith("Maison d’arrêt de Ville")


def test_un_clic_sur_un_symbole_ouvre_l_etablissement_dans_toute_la_page(page_du_pays):
    _carte(page_du_pays).locator("a").click()

    page_du_pays.wait_for_url("**/etablissements/*/")
    assert page_du_pays.get_by_role("heading", level=1).inner_text() == "Maison d’arrêt de Ville"
