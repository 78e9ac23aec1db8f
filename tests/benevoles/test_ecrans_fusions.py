"""Une direction, au bureau puis au téléphone, sans script : des doublons à la marche arrière."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from benevoles.models import Benevole
from tests.fabrique import creer_adhesion, creer_affectation, creer_benevole, creer_direction
from tests.navigateur import BUREAU, MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("ecran", [BUREAU, MOBILE], ids=["bureau", "téléphone"])
def test_fusionner_puis_defaire_sans_script(nouvelle_page, client, ecran):
    for _ in range(2):
        benevole = creer_benevole(nom="Lefèvre", prenom="Zoé", commune="Lyon")
        creer_adhesion(benevole=benevole)
        creer_affectation(benevole=benevole)
    client.force_login(creer_direction())
    page = nouvelle_page(viewport=ecran, java_script_enabled=False)
    temoin = client.cookies["sessionid"].value
    page.context.add_cookies(
        [{"name": "sessionid", "value": temoin, "domain": "localhost", "path": "/"}]
    )

    page.goto(reverse("personnes"))
    page.get_by_role("link", name="Doublons possibles").click()
    expect(page.get_by_role("link", name="Comparer")).to_be_visible()  # la page est là
    largeur = page.evaluate("document.documentElement.scrollWidth")
    assert largeur <= ecran["width"]
    page.get_by_role("link", name="Comparer").click()
    expect(page.get_by_text("Affectation (1)")).to_be_visible()
    page.get_by_role("button", name="Fusionner").click()
    expect(page.get_by_text("Les deux fiches n’en font plus qu’une.")).to_be_visible()
    assert Benevole.objects.count() == 1

    page.goto(reverse("fusions"))
    page.get_by_role("button", name="Défaire").click()
    expect(page.get_by_text("La fusion est défaite")).to_be_visible()
    assert Benevole.objects.count() == 2
