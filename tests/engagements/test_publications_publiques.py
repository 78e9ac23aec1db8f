"""Ce que le monde entier peut lire : le flux, le cadre des deux sites, les caches."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.fabrique import creer_direction
from tests.fabrique_publications import creer_acceptee

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def flux(client):
    return ElementTree.fromstring(client.get(reverse("infos_flux")).content)


def test_le_flux_atom_garde_ses_identifiants_quand_le_titre_change(client):
    publication = creer_acceptee()
    avant = flux(client).find(f"{ATOM}entry/{ATOM}id").text
    publication.titre = "Un autre titre"
    publication.save()
    entree = flux(client).find(f"{ATOM}entry")
    assert entree.find(f"{ATOM}id").text == avant
    assert avant.startswith("urn:uuid:")
    assert entree.find(f"{ATOM}title").text == "Un autre titre"


def test_le_flux_donne_ce_que_la_norme_exige(client, settings):
    publication = creer_acceptee(texte="Le **programme**.")
    racine = flux(client)
    assert racine.tag == f"{ATOM}feed"
    assert {f"{ATOM}{n}" for n in ("id", "title", "updated")} <= {e.tag for e in racine}
    entree = racine.find(f"{ATOM}entry")
    assert {f"{ATOM}{n}" for n in ("id", "title", "updated", "published")} <= {
        e.tag for e in entree
    }
    assert entree.find(f"{ATOM}link").get("href") == (
        settings.ADRESSE_DU_SITE + publication.adresse_publique
    )
    assert "<strong>programme</strong>" in entree.find(f"{ATOM}summary").text
    assert entree.find(f"{ATOM}author/{ATOM}name").text == publication.get_association_display()


def test_le_flux_va_de_la_plus_recente_a_la_plus_ancienne_trente_au_plus(client):
    for n in range(32):
        quand = timezone.now() - dt.timedelta(days=n + 1)
        creer_acceptee(titre=f"Information {n}", publier_le=quand)
    titres = [e.text for e in flux(client).iterfind(f"{ATOM}entry/{ATOM}title")]
    assert titres == [f"Information {n}" for n in range(30)]


def test_seuls_les_sites_des_deux_associations_montrent_la_petite_liste(client, settings):
    creer_acceptee()
    entetes = client.get(reverse("infos_integrees")).headers
    assert "X-Frame-Options" not in entetes
    [cadre] = [
        d for d in entetes["Content-Security-Policy"].split("; ") if d.startswith("frame-ancestors")
    ]
    assert cadre.split()[1:] == ["'self'", *settings.SITES_DES_ASSOCIATIONS]
    ailleurs = client.get(reverse("infos")).headers
    assert "frame-ancestors 'self'" in ailleurs["Content-Security-Policy"]


@pytest.mark.parametrize("nom", ["infos", "infos_flux", "infos_integrees"])
def test_une_page_inchangee_ne_se_renvoie_pas(client, nom):
    creer_acceptee()
    premiere = client.get(reverse(nom))
    assert premiere.headers["Cache-Control"] == "public, max-age=300"
    seconde = client.get(reverse(nom), headers={"If-None-Match": premiere.headers["ETag"]})
    assert (seconde.status_code, seconde.content) == (304, b"")
    creer_acceptee(titre="Nouvelle")
    troisieme = client.get(reverse(nom), headers={"If-None-Match": premiere.headers["ETag"]})
    assert troisieme.status_code == 200


def test_un_cache_commun_ne_garde_jamais_la_page_d_un_compte(connecte):
    publication = creer_acceptee()
    client = connecte(creer_direction())
    for ou in (reverse("infos"), publication.adresse_publique):
        assert "private" in client.get(ou).headers["Cache-Control"]


def test_les_moteurs_de_recherche_ne_gardent_que_ces_pages(client):
    publication = creer_acceptee()
    for ou in (reverse("infos"), publication.adresse_publique):
        assert "noindex" not in client.get(ou).content.decode()
    for nom in ("infos_integrees", "account_login"):
        assert "noindex" in client.get(reverse(nom)).content.decode()
