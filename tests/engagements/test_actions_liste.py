"""La liste des actions, son export, et les démarches locales par établissement."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from engagements.actions.demarches import demarches_locales
from partenariat.models import Association
from tests import fabrique, fabrique_actions, fabrique_convention

pytestmark = pytest.mark.django_db


@pytest.fixture
def prison():
    fabrique_convention.charger_la_convention()
    return fabrique.creer_etablissement(nom="Maison d’arrêt d’essai")


@pytest.mark.parametrize(
    ("filtre", "trouvees"),
    [
        ({}, {"A", "B", "C"}),
        ({"engagement": "2"}, {"B"}),
        ({"engagement": "1.1"}, {"A"}),
        ({"association": "AUXILIA"}, {"C"}),
        ({"etat": "prevue"}, {"C"}),
        ({"q": "essai"}, {"A", "B"}),
        ({"annee": "2015-09-01"}, {"B"}),
        ({"annee": "n’importe"}, {"A", "B", "C"}),
    ],
)
def test_la_liste_et_l_export_disent_la_meme_chose(connecte, prison, filtre, trouvees):
    fabrique_actions.creer_action(titre="A", etablissement=prison)
    fabrique_actions.creer_demarche(titre="B", etablissement=prison, le=dt.date(2016, 3, 1))
    fabrique_actions.creer_action(
        titre="C",
        numeros=["4.2"],
        niveau="national",
        par_anvp=False,
        par_auxilia=True,
        etat="prevue",
    )
    client = connecte(fabrique.creer_direction(association=Association.AUXILIA))
    page = client.get(reverse("actions"), filtre)
    fichier = client.get(reverse("actions_export", args=["csv"]), filtre).content
    rangees = list(csv.DictReader(io.StringIO(fichier.decode("utf-8-sig")), delimiter=";"))
    assert {rangee.record.titre for rangee in page.context["table"].rows} == trouvees
    assert {rangee["Action"] for rangee in rangees} == trouvees


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_l_export_existe_dans_les_deux_formats_de_tableur(connecte, prison, format):
    fabrique_actions.creer_demarche(etablissement=prison)
    client = connecte(fabrique.creer_direction())
    assert client.get(reverse("actions_export", args=[format])).content[:2] == b"PK"


@pytest.mark.parametrize("nom", ["actions", "demarches"])
def test_la_liste_coute_autant_de_lectures_pour_une_action_que_pour_trente(
    connecte, prison, django_assert_num_queries, nom
):
    client = connecte(fabrique.creer_direction())
    fabrique_actions.creer_demarche(etablissement=prison)
    client.get(reverse(nom))
    lectures = {"actions": 13, "demarches": 7}[nom]
    with django_assert_num_queries(lectures):
        client.get(reverse(nom))
    for _ in range(30):
        fabrique_actions.creer_demarche()
    client.get(reverse(nom))  # les choix de territoire se relisent une fois
    with django_assert_num_queries(lectures):
        client.get(reverse(nom))


def test_les_demarches_montrent_d_abord_les_etablissements_sans_contact_cette_annee():
    region = fabrique.creer_disp()
    vue, oubliee = (fabrique.creer_etablissement(disp=region, nom=nom) for nom in ("A", "B"))
    fabrique_actions.creer_demarche(etablissement=vue, le=dt.date(2016, 3, 1))
    fabrique_actions.creer_demarche(
        etablissement=vue, le=dt.date(2016, 6, 1), interlocuteur="direction", facilites=["creneau"]
    )
    fabrique_actions.creer_demarche(etablissement=oubliee, le=dt.date(2014, 10, 1))
    lignes = demarches_locales(fabrique.creer_delegue(disp=region), le=dt.date(2016, 6, 15))
    assert [(x.etablissement.nom, x.cette_annee) for x in lignes] == [("B", False), ("A", True)]
    assert lignes[1].derniere.le == dt.date(2016, 6, 1)
    assert lignes[1].facilites == ["un créneau", "une salle"]


def test_les_demarches_se_lisent_cinquante_par_page_et_le_fichier_les_a_toutes(connecte, prison):
    for _ in range(50):
        fabrique.creer_etablissement()
    client = connecte(fabrique.creer_direction())
    premiere = client.get(reverse("demarches"))
    assert len(premiere.context["page"].object_list) == 50
    assert "51 établissements sans démarche" in premiere.content.decode()
    assert len(client.get(reverse("demarches"), {"page": 2}).context["page"].object_list) == 1
    fichier = client.get(reverse("demarches_export", args=["csv"])).content.decode()
    assert len(fichier.splitlines()) >= 51
