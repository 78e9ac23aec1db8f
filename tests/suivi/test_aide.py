"""L'aide dit vrai : ses pages existent, ses mots y sont, chacun y trouve son guide."""

import io
import re
from html import unescape

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from pypdf import PdfReader

from suivi.aide.lecture import GUIDES, IMPRIMABLES, QUESTIONS, guide, ou_mener, parties_illustrees
from tests import fabrique
from tests.pages import Page, Visite
from tests.test_acces import LIGNES

pytestmark = pytest.mark.django_db
ROLES = {
    "direction": "direction_anvp",
    "delegue": "delegue_anvp",
    "president": "president",
    "cp-auxilia": "cp",
    "visiteur": "visiteur",
    "spip": "agent_spip",
    "technique": "technique",
    QUESTIONS: "anonyme",
}
POIDS = 40 * 1024  # une image se charge vite sur un téléphone
ADRESSES = {ligne[0] for ligne in LIGNES}
# Celles qu'on lit sans compte, ou que personne ne peut lire dans le petit monde (un lien inconnu).
SANS_COMPTE = {"invitation", "account_signup", "account_login", "account_request_login_code"}


def _texte(reponse):
    return re.sub(r"\s+", " ", unescape(strip_tags(reponse.content.decode())))


def _sujet(nom, fonction):
    sujets = [ligne[1] for ligne in LIGNES if ligne[0] == nom and "là-bas" not in ligne[1]]
    return next((sujet for sujet in sujets if sujet.startswith(fonction)), sujets[0])


def _lire(visite, nom, role):
    role = "anonyme" if nom in SANS_COMPTE else role
    if (nom, role) == ("mes_donnees", "anonyme"):
        role = "visiteur"
    if (nom, role) == ("personne", "visiteur"):
        adresse = visite.comptes[role].benevole.get_absolute_url()
        return _texte(visite.client(role).get(adresse))
    page = Page(nom, _sujet(nom, "cp" if role == "cp" else "vp"), role)
    reponse = visite.client(role).get(visite.adresse(page), follow=True)
    return _texte(reponse) if reponse.status_code == 200 else ""


@pytest.mark.parametrize("code", [*GUIDES, QUESTIONS])
def test_chaque_page_et_chaque_mot_cites_existent(code):
    visite = Visite()
    inconnus = []
    for partie in guide(code).parties:
        assert set(partie.pages) <= ADRESSES, partie.titre
        textes = " ".join(_lire(visite, nom, ROLES[code]) for nom in partie.pages)
        inconnus += [f"{partie.titre} : {mot}" for mot in partie.libelles if mot not in textes]
    assert inconnus == []


@pytest.mark.parametrize(
    ("role", "attendu"), [(role, code) for code, role in ROLES.items()], ids=ROLES.values()
)
def test_chacun_arrive_a_son_guide(role, attendu):
    reponse = Visite().client(role).get(reverse("aide"))
    assert reponse["Location"] == reverse("aide_guide", args=[attendu])


@pytest.mark.parametrize(
    ("page", "attendu"),
    [
        ("besoin", ("president", "#declarer-un-besoin")),
        ("etablissement", (QUESTIONS, "#pourquoi-ma-prison-est-elle-inconnue")),
        ("nulle_part", ("president", "")),
    ],
)
def test_l_aide_s_ouvre_a_la_partie_de_la_page_d_ou_l_on_vient(page, attendu):
    assert ou_mener("president", page) == attendu


def test_chaque_page_mene_a_l_aide_de_cette_page(connecte):
    etablissement = fabrique.creer_etablissement()
    client = connecte(fabrique.creer_president(etablissements=[etablissement]))

    page = client.get(reverse("besoin", args=[etablissement.code])).content.decode()
    lien = re.search(r'href="(/aide/[^"]*)"', page)[1]
    guide_ouvert = client.get(lien, follow=True)

    assert guide_ouvert.redirect_chain[0][0].endswith("#declarer-un-besoin")
    assert 'id="declarer-un-besoin"' in guide_ouvert.content.decode()


def test_un_guide_inconnu_n_existe_pas(client):
    assert client.get(reverse("aide_guide", args=["autre"])).status_code == 404
    assert client.get(reverse("aide_imprimee", args=["visiteur"])).status_code == 404


@pytest.mark.parametrize("code", IMPRIMABLES)
def test_un_guide_imprime_tient_sur_une_page_a4_en_gros_caracteres(code, client):
    reponse = client.get(reverse("aide_imprimee", args=[code]))
    lu = PdfReader(io.BytesIO(reponse.content))
    tailles = set()
    (page,) = lu.pages

    def noter(texte, _cm, tm, _police, taille):
        if texte.strip():
            tailles.add(round(abs(taille * tm[3]) or taille, 1))

    texte = page.extract_text(visitor_text=noter)
    largeur, hauteur = float(page.mediabox.width), float(page.mediabox.height)

    assert (round(largeur), round(hauteur)) == (595, 842)
    assert "À retenir" in texte
    assert "Plus de détails dans l’outil" in texte
    assert lu.trailer["/Root"]["/Lang"] == "fr"
    assert lu.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert min(tailles) >= 12


def test_chaque_image_est_legere_decrite_et_montre_encore_ce_que_dit_le_guide():
    for partie in parties_illustrees():
        fichier = settings.RACINE / "static" / partie.capture.fichier
        assert fichier.stat().st_size <= POIDS, partie.image
        assert len(partie.description) > 30, partie.image
        assert partie.capture.mots, partie.image
        # Un mot a changé : « make captures » refait les images.
        assert set(partie.capture.mots) <= set(partie.libelles), partie.image


@pytest.mark.parametrize("code", [*GUIDES, QUESTIONS])
def test_chaque_guide_montre_un_ecran(code, client):
    page = client.get(reverse("aide_guide", args=[code])).content.decode()
    images = re.findall(r'<img class="ecran" src="/static/img/aide/([^"]+)" alt="([^"]+)"', page)
    assert len(images) == sum(bool(partie.image) for partie in guide(code).parties) >= 1
