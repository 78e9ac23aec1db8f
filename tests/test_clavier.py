"""Sans souris : Tab, Entrée, Espace ; et l'on voit toujours où l'on est."""

import re

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from benevoles.models import ConfirmationListe
from engagements.models import Action, DemandeVisite, Etat
from tests import fabrique, fabrique_convention, fabrique_demandes
from tests.navigateur import MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MOT_DE_PASSE = "un-mot-de-passe-de-test"
PAS = 90  # au-delà, le clavier est pris au piège, ou la cible n'est pas sur son chemin
OU = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    return {
        texte: (element.matches("input, select, textarea") ? element.name : element.innerText)
            .trim().replace(/\\s+/g, " "),
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


def _entrer(page, courriel, mot_de_passe=MOT_DE_PASSE):
    page.goto("/")
    _aller(page, "login")
    page.keyboard.type(courriel)
    _aller(page, "password")
    page.keyboard.type(mot_de_passe)
    _activer(page, "Se connecter")


def test_une_presidente_confirme_sa_liste_et_note_une_action_au_clavier(nouvelle_page):
    page = nouvelle_page()
    fabrique_convention.charger_la_convention()
    etablissement = fabrique.creer_etablissement()
    compte = fabrique.creer_compte(email="p@exemple.test", mot_de_passe=MOT_DE_PASSE)
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

    page.goto("/actions/nouvelle/")
    _aller(page, "sujet")
    page.keyboard.press("Space")
    _aller(page, "ou")
    page.keyboard.press("ArrowDown")
    _activer(page, "Enregistrer")
    expect(page.get_by_role("status").first).to_be_visible()
    assert Action.objects.get().etablissement == etablissement


def test_une_saisie_refusee_mene_au_clavier_a_ce_qu_il_faut_corriger(nouvelle_page):
    page = nouvelle_page()
    fabrique.creer_compte(email="r@exemple.test", mot_de_passe=MOT_DE_PASSE)

    _entrer(page, "r@exemple.test", mot_de_passe="ce-n-est-pas-le-bon")

    expect(page).to_have_title(re.compile("^Erreur"))
    expect(page.locator(".erreurs-resume")).to_be_focused()
    expect(page.locator(".erreurs-resume h2")).to_have_text("Il y a 1 problème")


def test_un_agent_du_spip_donne_l_aval_au_clavier(nouvelle_page):
    page = nouvelle_page()
    demande = fabrique_demandes.creer_demande_au_spip()
    compte = fabrique.creer_compte(email="s@exemple.test", mot_de_passe=MOT_DE_PASSE)
    fabrique.creer_role(utilisateur=compte, genre="agent_spip", spip=demande.etablissement.spip)

    _entrer(page, "s@exemple.test")
    _activer(page, "Voir et répondre")
    _activer(page, "Donner l’aval")
    _activer(page, "Confirmer : donner l’aval")

    expect(page.get_by_role("status").first).to_be_visible()
    assert DemandeVisite.objects.avec_etat().get().etat == Etat.AVALISEE


def test_le_menu_du_telephone_s_ouvre_et_se_parcourt_au_clavier(nouvelle_page):
    page = nouvelle_page(viewport=MOBILE)
    compte = fabrique.creer_compte(email="d@exemple.test", mot_de_passe=MOT_DE_PASSE)
    fabrique.creer_role(utilisateur=compte, association="ANVP")

    _entrer(page, "d@exemple.test")
    _aller(page, "Menu")
    page.keyboard.press("Space")
    _activer(page, "Recensement")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Recensement")
