"""Sans souris : Tab, Entrée, Espace ; et l'on voit toujours où l'on est."""

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from benevoles.models import ConfirmationListe
from engagements.models import DemandeVisite, Etat
from partenariat.comptes import ouvrir_un_compte
from tests import fabrique, fabrique_demandes
from tests.navigateur import MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MOT_DE_PASSE = "un-mot-de-passe-de-test"
PAS = 90  # au-delà, le clavier est pris au piège, ou la cible n'est pas sur son chemin
OU = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    return {
        texte: (element.innerText || element.name || "").trim().replace(/\\s+/g, " "),
        contour: element === document.body ? 0 : parseFloat(style.outlineWidth),
        trait: style.outlineStyle,
        visible: element.getBoundingClientRect().height > 0,
    };
}"""


def _aller(page, texte):
    """Avance de Tab en Tab jusqu'à ce texte ; chaque arrêt se voit."""
    for _ in range(PAS):
        page.keyboard.press("Tab")
        ou = page.evaluate(OU)
        if ou["texte"]:
            assert ou["visible"], f"focus sur ce qui ne se voit pas : {ou['texte']}"
            assert ou["contour"] >= 2, f"focus sans contour : {ou['texte']}"
            assert ou["trait"] != "none", f"focus sans contour : {ou['texte']}"
        if ou["texte"] == texte:
            return
    pytest.fail(f"« {texte} » ne s’atteint pas au clavier.")


def _activer(page, texte):
    _aller(page, texte)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _entrer(page, courriel):
    page.goto("/")
    _aller(page, "login")
    page.keyboard.type(courriel)
    _aller(page, "password")
    page.keyboard.type(MOT_DE_PASSE)
    _activer(page, "Se connecter")


def test_une_presidente_confirme_sa_liste_au_clavier(nouvelle_page):
    page = nouvelle_page()
    etablissement = fabrique.creer_etablissement()
    compte = ouvrir_un_compte(courriel="p@exemple.test", nom="P", mot_de_passe=MOT_DE_PASSE)
    fabrique.creer_mandat(
        section=fabrique.creer_section(etablissements=[etablissement]),
        benevole=fabrique.creer_benevole(utilisateur=compte),
    )

    _entrer(page, "p@exemple.test")
    page.goto("/mes-etablissements/")
    _activer(page, "Aller au contenu")
    assert page.evaluate("document.activeElement.id") == "contenu"
    _activer(page, "Liste toujours exacte")

    expect(page.get_by_role("status").first).to_be_visible()
    assert ConfirmationListe.objects.get().le == localdate()


def test_un_agent_du_spip_donne_l_aval_au_clavier(nouvelle_page):
    page = nouvelle_page()
    demande = fabrique_demandes.creer_demande_au_spip()
    compte = ouvrir_un_compte(courriel="s@exemple.test", nom="S", mot_de_passe=MOT_DE_PASSE)
    fabrique.creer_role(utilisateur=compte, genre="agent_spip", spip=demande.etablissement.spip)

    _entrer(page, "s@exemple.test")
    _activer(page, "Voir et répondre")
    _activer(page, "Donner l’aval")
    _activer(page, "Confirmer : donner l’aval")

    expect(page.get_by_role("status").first).to_be_visible()
    assert DemandeVisite.objects.avec_etat().get().etat == Etat.AVALISEE


def test_le_menu_du_telephone_s_ouvre_et_se_parcourt_au_clavier(nouvelle_page):
    page = nouvelle_page(viewport=MOBILE)
    compte = ouvrir_un_compte(courriel="d@exemple.test", nom="D", mot_de_passe=MOT_DE_PASSE)
    fabrique.creer_role(utilisateur=compte, association="ANVP")

    _entrer(page, "d@exemple.test")
    _aller(page, "Menu")
    page.keyboard.press("Space")
    _activer(page, "Recensement")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Recensement")
