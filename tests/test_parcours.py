"""Des parcours entiers dans un vrai navigateur : au téléphone, sans script, à deux."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from benevoles.models import Affectation, ConfirmationListe, Fonction
from tests.fabrique import (
    confirmer,
    creer_benevole,
    creer_compte,
    creer_cp,
    creer_etablissement,
    creer_mandat,
    creer_role,
    creer_section,
    creer_vp,
)
from tests.navigateur import MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MOT_DE_PASSE = "un-mot-de-passe-de-test"
PRISON = "Maison d’arrêt de Villeneuve"


@pytest.fixture
def prison():
    """Une prison, un visiteur dont l'agrément finit bientôt, une présidente et une direction."""
    etablissement = creer_etablissement(nom=PRISON)
    jour = localdate()
    creer_vp(
        etablissement=etablissement,
        benevole=creer_benevole(nom="Lenoir", prenom="Agathe"),
        debut=jour - dt.timedelta(days=650),
    )
    compte = creer_compte(
        email="presidente@exemple.test", nom="Présidente", mot_de_passe=MOT_DE_PASSE
    )
    creer_mandat(
        section=creer_section(etablissements=[etablissement]),
        benevole=creer_benevole(nom="Marchal", prenom="Odile", utilisateur=compte),
    )
    direction = creer_compte(
        email="direction@exemple.test", nom="Direction", mot_de_passe=MOT_DE_PASSE
    )
    creer_role(utilisateur=direction, association="ANVP")
    return etablissement


@pytest.fixture
def telephone(nouvelle_page):
    return nouvelle_page(viewport=MOBILE, is_mobile=True, has_touch=True, java_script_enabled=False)


def _se_connecter(page, courriel):
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(courriel)
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()


def test_une_presidente_tient_sa_liste_au_telephone_sans_script(prison, telephone):
    _se_connecter(telephone, "presidente@exemple.test")
    expect(telephone.get_by_role("heading", name="Mes établissements")).to_be_visible()

    telephone.get_by_role("button", name="Liste toujours exacte").click()
    assert ConfirmationListe.objects.get().le == localdate()

    telephone.get_by_role("link", name="Ajouter un visiteur").click()
    telephone.get_by_label("Nom", exact=False).first.fill("Fontaine")
    telephone.get_by_role("button", name="Chercher").last.click()
    telephone.get_by_role("link", name="Créer sa fiche").click()
    telephone.get_by_label("Prénom").fill("Régine")
    telephone.get_by_label("Agrément de deux ans").check()
    telephone.get_by_role("main").get_by_role("button").first.click()
    expect(telephone.get_by_text("Régine Fontaine").first).to_be_visible()

    arrivee = Affectation.objects.get(benevole__nom="Fontaine")
    assert (arrivee.etablissement, arrivee.fonction) == (prison, Fonction.VP)
    assert arrivee.benevole.habilitations.get().etablissement == prison


def test_une_affectation_se_termine_avec_une_date_et_un_motif(prison, telephone):
    _se_connecter(telephone, "presidente@exemple.test")
    depart = Affectation.objects.get(benevole__nom="Lenoir")
    telephone.goto(reverse("affectation_fin", args=[depart.pk]))

    telephone.get_by_label("déménagement").check()
    telephone.get_by_role("button", name="Terminer l’affectation").click()

    depart.refresh_from_db()
    assert (depart.fin, depart.motif_fin) == (localdate(), "demenagement")


def test_la_direction_va_du_chiffre_au_pourquoi(prison, page):
    confirmer(prison, le=localdate())
    creer_cp(etablissement=prison)
    _se_connecter(page, "direction@exemple.test")

    page.get_by_role("link", name="1", exact=True).first.click()
    page.get_by_role("link", name=PRISON).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(PRISON)
    expect(page.get_by_text(re.compile("agrément valable jusqu’au"))).to_be_visible()
    expect(page.get_by_text("Agathe Lenoir")).to_be_visible()


def test_la_seconde_personne_sur_la_meme_fiche_est_prevenue_et_ne_perd_rien(prison, nouvelle_page):
    fiche = Affectation.objects.get(benevole__nom="Lenoir").benevole
    adresse = reverse("personne_modification", args=[fiche.pk])
    premiere, seconde = nouvelle_page(), nouvelle_page()
    for ecran, courriel in (
        (premiere, "presidente@exemple.test"),
        (seconde, "direction@exemple.test"),
    ):
        _se_connecter(ecran, courriel)
        ecran.goto(adresse)
    premiere.get_by_label("Commune").fill("Auch")
    premiere.get_by_role("main").get_by_role("button").first.click()

    seconde.get_by_label("Commune").fill("Toulouse")
    seconde.get_by_role("main").get_by_role("button").first.click()

    expect(seconde.get_by_text("pendant que vous la remplissiez").first).to_be_visible()
    expect(seconde.get_by_label("Commune")).to_have_value("Toulouse")
    fiche.refresh_from_db()
    assert fiche.commune == "Auch"
    seconde.get_by_role("main").get_by_role("button").first.click()
    fiche.refresh_from_db()
    assert fiche.commune == "Toulouse"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_aucune_page_ne_deborde_sur_un_telephone(prison, nouvelle_page, theme):
    ecran = nouvelle_page(viewport=MOBILE, is_mobile=True, has_touch=True, color_scheme=theme)
    _se_connecter(ecran, "direction@exemple.test")
    personne = Affectation.objects.get(benevole__nom="Lenoir").benevole
    adresses = [
        *map(
            reverse, ["tableau_de_bord", "etablissements", "recensement", "personnes", "sections"]
        ),
        *map(reverse, ["seuils", "comptes", "qui_voit_quoi", "a_propos"]),
        prison.get_absolute_url(),
        prison.disp.get_absolute_url(),
        personne.get_absolute_url(),
        reverse("liste", args=[prison.code, "vp"]),
        reverse("seuil", args=["MA"]),
    ]
    debordements = {}
    for adresse in adresses:
        ecran.goto(adresse)
        trop = ecran.evaluate("document.documentElement.scrollWidth - innerWidth")
        if trop > 0:
            debordements[adresse] = trop
    assert debordements == {}
