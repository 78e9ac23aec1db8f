"""Une adresse mal recopiée, ou tapée pour nuire, ne casse aucune page : ni 500, ni anglais."""

import pytest
from django.urls import reverse

from benevoles.models.roles import BENEVOLE
from tests.fabrique import creer_direction, creer_etablissement, creer_section
from tests.fabrique_convention import charger_la_convention

TRES_LONG = "9" * 5000
MOTS = "a " * 1500
ILLISIBLES = [
    "\x00",
    "a\x00b",
    "-1",
    TRES_LONG,
    MOTS,
    "0001-01-01",
    "²",
    "٣",
    "🙂",
    "\u202e",
    "1e400",
]
PAGES = {
    "tableau_de_bord": ["au", "carte"],
    "carte": ["au", "disp", "vue"],
    "etablissements": [
        "au",
        "q",
        "disp",
        "departement",
        "spip",
        "type",
        "statut_vp",
        "page",
        "sort",
    ],
    "recensement": ["manque", "disp", "departement", "spip", "croise", "anomalie", "page", "sort"],
    "recherche": ["q"],
    "personnes": ["au", "q", "etablissement", "situation", "adhesion", "page"],
    "sections": ["au", "page"],
    "comptes": ["q", "page"],
    "invitation_nouvelle": ["genre", "benevole", "q"],
}


@pytest.fixture
def direction(connecte):
    return connecte(creer_direction())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "parametre"), [(page, parametre) for page in PAGES for parametre in PAGES[page]]
)
def test_un_parametre_illisible_ne_casse_pas_la_page(direction, page, parametre):
    creer_etablissement()
    for valeur in ILLISIBLES:
        reponse = direction.get(reverse(page, query={parametre: valeur}))
        assert reponse.status_code in (200, 403, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("texte", ILLISIBLES)
def test_chercher_n_importe_quoi_ne_casse_ni_la_nomination_ni_l_invitation(direction, texte):
    section = creer_section(etablissements=[creer_etablissement()])
    nomination = reverse("mandat_nouveau", args=[section.pk], query={"q": texte})
    invitation = reverse("invitation_nouvelle", query={"genre": BENEVOLE, "q": texte})

    assert direction.get(nomination).status_code == 200
    assert direction.get(invitation).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("parametre", ["benevole", "nom", "prenom", "courriel", "retour", "au"])
def test_l_ajout_a_une_liste_supporte_toute_adresse(direction, parametre):
    prison = creer_etablissement()
    adresse = {"nom": "Roux"} if parametre in ("prenom", "courriel") else {}
    for valeur in ILLISIBLES:
        query = adresse | {parametre: valeur}
        for page in ("liste_ajout", "liste_ajout_personne"):
            reponse = direction.get(reverse(page, args=[prison.code, "vp"], query=query))
            assert reponse.status_code in (200, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["convention", "categorie", "engagement"])
def test_la_convention_supporte_toute_adresse(direction, page):
    convention = charger_la_convention()
    ou = {"convention": [], "categorie": [1], "engagement": ["1.1"]}[page]
    for parametre in ("disp", "au"):
        for valeur in ILLISIBLES:
            adresse = reverse(page, args=[convention.code, *ou], query={parametre: valeur})
            assert direction.get(adresse).status_code in (200, 404)


@pytest.mark.django_db
def test_un_nul_dans_le_chemin_ne_casse_rien(direction):
    convention = charger_la_convention()
    chemin = reverse("engagement", args=[convention.code, "1.1"])
    assert direction.get(chemin.replace("1.1", "1.1%00")).status_code in (200, 404)
