"""Le recensement se garde chez qui l'a lu, tant que rien n'y change ; l'établissement, jamais."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Role
from benevoles.models.roles import Genre
from engagements.models import Recrutement
from partenariat.models import Association, Version
from tests import fabrique
from tests.fabrique_recrutements import creer_manque, creer_recrutement, pourvoir

pytestmark = pytest.mark.django_db
PAGE = "/recensement/"


def _lire(client, adresse=PAGE):
    client.get(adresse)  # pose le jeton des formulaires, que l'étiquette suit
    return client.get(adresse)


def _relire(client, premiere, adresse=PAGE):
    return client.get(adresse, headers={"If-None-Match": premiere["ETag"]})


def _tableau(reponse):
    return reponse.text.partition("<tbody>")[2]


def test_deja_lu_il_ne_repart_pas(connecte):
    client = connecte(fabrique.creer_direction())
    premiere = _lire(client)

    reponse = _relire(client, premiere)

    assert (reponse.status_code, reponse.content) == (304, b"")
    assert reponse["Cache-Control"] == premiere["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "changer",
    [
        lambda prison: creer_manque(),
        pourvoir,
        lambda prison: type(prison).objects.filter(pk=prison.pk).update(nom="Renommée"),
        lambda prison: fabrique.creer_disp(),  # un choix de plus parmi les filtres
        lambda prison: creer_recrutement(etablissement=prison),
    ],
    ids=["un établissement", "un visiteur", "un nom", "une DISP", "une recherche"],
)
def test_ce_qui_y_change_se_lit_aussitot(connecte, changer):
    prison, client = creer_manque(), connecte(fabrique.creer_direction())
    premiere = _lire(client)
    changer(prison)

    reponse = _relire(client, premiere)

    assert reponse.status_code == 200
    assert reponse.content != premiere.content


def test_une_recherche_close_se_lit_aussitot_sans_que_la_version_change(connecte):
    """Les recherches sont hors de la version des données : l'étiquette les suit elle-même."""
    recherche, client = creer_recrutement(), connecte(fabrique.creer_direction())
    premiere, jeton = _lire(client), Version.actuelle()
    Recrutement.objects.update(clos_le=localdate(), issue=Recrutement.Issue.ABANDON)

    reponse = _relire(client, premiere)

    assert Version.actuelle() == jeton
    assert recherche.get_absolute_url() in premiere.text
    assert reponse.status_code == 200  # un 304 n'a pas de texte
    assert recherche.get_absolute_url() not in reponse.text


def test_il_ne_nomme_personne(connecte):
    nomme = fabrique.creer_compte(nom="Responsablederecherche")
    prison = creer_manque()
    creer_recrutement(etablissement=prison, responsable=nomme)
    fabrique.creer_vp(benevole=fabrique.creer_benevole(nom="Visiteurnomme"), etablissement=prison)

    page = connecte(fabrique.creer_direction()).get(PAGE).text

    assert "Recherche en cours" in page
    assert "Responsablederecherche" not in page
    assert "Visiteurnomme" not in page


def test_ce_qu_un_autre_a_lu_ne_vaut_pas_pour_soi(connecte):
    premiere = _lire(connecte(fabrique.creer_direction()))

    for association in Association:
        autre = connecte(fabrique.creer_direction(association=association))
        autre.get(PAGE)
        assert _relire(autre, premiere).status_code == 200


def test_un_droit_de_moins_fait_tout_relire(connecte):
    creer_manque()
    role = fabrique.creer_role(association=Association.ANVP)
    client, ailleurs = connecte(role.utilisateur), fabrique.creer_disp()
    premiere = _lire(client)
    fabrique.changer(Role.objects.filter(pk=role.pk), genre=Genre.DELEGUE, disp=ailleurs)

    reponse = _relire(client, premiere)

    assert "Chercher" in _tableau(premiere)
    assert reponse.status_code == 200
    assert "Chercher" not in _tableau(reponse)


def test_un_autre_filtre_est_une_autre_page(connecte):
    client = connecte(fabrique.creer_direction())
    etiquettes = {
        _lire(client, adresse)["ETag"] for adresse in (PAGE, f"{PAGE}?manque=vp", f"{PAGE}?page=2")
    }

    assert len(etiquettes) == 3


def test_un_message_en_attente_se_lit(connecte):
    client = connecte(fabrique.creer_direction())
    premiere = _lire(client)

    reponse = _relire(client, premiere, f"{PAGE}?au=trente")

    assert "n’est pas utilisable" in reponse.text
    assert "ETag" not in reponse


def test_la_page_d_un_etablissement_nomme_et_ne_se_garde_pas(connecte):
    prison = fabrique.creer_vp().etablissement

    reponse = connecte(fabrique.creer_direction()).get(reverse("etablissement", args=[prison.code]))

    assert (reponse.status_code, reponse["Cache-Control"]) == (200, "private, no-store")
    assert "ETag" not in reponse
