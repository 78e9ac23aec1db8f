"""Toutes les pages de la matrice passent axe-core ; un formulaire refusé dit quoi corriger."""

import pytest

from suivi.accessibilite import VERSION_D_AXE
from tests.axe import MISE_EN_PAGE, VERSION, Lecteur
from tests.navigateur import MOBILE
from tests.pages import Visite, toutes

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db]
LOTS = 4  # autant d'essais, que pytest-xdist répartit

# Du formulaire principal : ses champs, chacun avec une réponse qu'aucun ne peut accepter.
REPONSES_FAUSSES = """() => {
    const formulaire = document.querySelector('main form[method="post"]');
    if (!formulaire) return null;
    const donnees = {};
    for (const champ of formulaire.elements) {
        if (!champ.name || champ.disabled || champ.type === "file") continue;
        if (champ.type === "hidden") donnees[champ.name] = champ.value;
        else donnees[champ.name] = champ.tagName === "BUTTON" ? champ.value : "x".repeat(6000);
    }
    return donnees;
}"""
SANS_RESUME = """() => {
    const fautes = [];
    const resume = document.querySelector('main .erreurs-resume[role="alert"]');
    if (!resume) return ["aucun résumé des erreurs"];
    if (document.querySelector("[autofocus]") !== resume) fautes.push("le résumé n’a pas le focus");
    if (!/^Il y a \\d+ problèmes?$/.test(resume.querySelector("h2").textContent.trim()))
        fautes.push("titre du résumé : " + resume.querySelector("h2").textContent);
    if (!document.title.startsWith("Erreur\\u00a0: ")) fautes.push("titre : " + document.title);
    for (const lien of resume.querySelectorAll("a")) {
        const cible = document.getElementById(lien.hash.slice(1));
        if (!cible) { fautes.push("lien sans cible : " + lien.hash); continue; }
        cible.focus();
        if (document.activeElement !== cible) fautes.push("cible sans focus : " + lien.hash);
    }
    for (const champ of document.querySelectorAll('main [aria-invalid="true"]')) {
        const dit = champ.getAttribute("aria-describedby")
            || champ.closest("fieldset")?.getAttribute("aria-describedby") || "";
        if (!dit.split(" ").some(id => document.getElementById(id)?.matches(".erreurs")))
            fautes.push("erreur non rattachée : " + champ.id);
    }
    return fautes;
}"""


@pytest.fixture
def lecteur(navigateur):
    lecteur = Lecteur(navigateur)
    yield lecteur
    lecteur.fermer()


@pytest.mark.parametrize("lot", range(LOTS))
def test_toutes_les_pages_et_leurs_formulaires_refuses(lot, lecteur):
    visite, fautes = Visite(), {}
    for rang, page in enumerate(toutes()[lot::LOTS]):
        reponse = visite.lire(page)
        if reponse is None:
            continue
        lecteur.ouvrir(reponse, visite.client(page.role))
        fautes[str(page)] = lecteur.controler(sombre=bool(rang % 2))
        fautes[str(page)] += lecteur.controler(largeur=MOBILE, regles=MISE_EN_PAGE)
        donnees = lecteur.page.evaluate(REPONSES_FAUSSES)
        refus = visite.envoyer(page, donnees) if donnees else None
        if refus and any(b in refus.content for b in (b"en-erreur", b"erreurs-resume")):
            lecteur.ouvrir(refus, visite.client(page.role))
            fautes[f"{page}, refusée"] = lecteur.page.evaluate(SANS_RESUME)
            fautes[f"{page}, refusée"] += lecteur.controler(largeur=MOBILE, sombre=not rang % 2)

    assert {page: dites for page, dites in fautes.items() if dites} == {}


def test_la_page_accessibilite_nomme_la_version_qui_a_tourne():
    assert VERSION_D_AXE == VERSION
