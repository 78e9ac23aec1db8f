"""Noter une action comme on le fait : au téléphone, sans JavaScript, ou deux fois d'un coup."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from engagements.models import Action
from tests import fabrique, fabrique_convention
from tests.navigateur import MOBILE

pytestmark = pytest.mark.django_db(transaction=True)


def test_deux_envois_au_meme_instant_ne_notent_qu_une_action(connecte):
    fabrique_convention.charger_la_convention()
    prison = fabrique.creer_etablissement()
    envoi = {"sujet": "1.1", "ou": prison.code, "le": "2016-03-01", "par_anvp": "on"}
    clients = [connecte(fabrique.creer_president(etablissements=[prison]))] * 2

    def envoyer(client):
        try:
            return client.post(reverse("action_nouvelle"), envoi).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        codes = list(fils.map(envoyer, clients))

    assert sorted(codes) == [200, 302]
    assert Action.objects.count() == 1


@pytest.mark.navigateur
def test_au_telephone_et_sans_javascript_une_demarche_se_note_en_quatre_gestes(
    nouvelle_page, live_server, connecte
):
    fabrique_convention.charger_la_convention()
    prison = fabrique.creer_etablissement()
    compte = fabrique.creer_president(etablissements=[prison])
    page = nouvelle_page(viewport=MOBILE, is_mobile=True, has_touch=True, java_script_enabled=False)
    session = connecte(compte).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(reverse("action_nouvelle"))
    assert not page.get_by_label("Auprès de qui").is_visible()
    page.get_by_text("Démarche auprès du SPIP ou de la direction", exact=True).tap()
    page.get_by_label("Auprès de qui").select_option("spip")
    page.get_by_text("Un référent au SPIP").tap()
    page.get_by_role("button", name="Enregistrer").tap()
    page.wait_for_url(re.compile(r"/actions/\d+/$"))
    action = Action.objects.get()
    assert (action.etablissement, action.interlocuteur) == (prison, "spip")
    assert action.facilites == ["referent"]
