"""Les informations communes : l'une écrit, l'autre accepte, tout le monde lit (4.2)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.models import Parution, Publication
from engagements.publications.attendus import attendus
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import creer_benevole, creer_direction
from tests.fabrique_publications import (
    creer_acceptee,
    creer_parution,
    creer_proposee,
    creer_publication,
)

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association.ANVP, Association.AUXILIA


@pytest.fixture
def anvp(connecte):
    return connecte(creer_direction(association=ANVP))


@pytest.fixture
def auxilia(connecte):
    return connecte(creer_direction(association=AUXILIA))


def envoi(publication=None, **champs):
    valeurs = {
        "titre": "Une journée commune",
        "chapo": "Les deux associations se retrouvent.",
        "texte": "Le **programme** suit.",
        "publier_le": "2026-01-05T09:00",
    }
    if publication:
        moment = timezone.localtime(publication.publier_le).strftime("%Y-%m-%dT%H:%M")
        valeurs |= {"version_lue": publication.version, "publier_le": moment}
    return valeurs | champs


def adresse(nom, publication):
    return reverse(nom, args=[publication.pk])


def repondre(client, publication, suite, remarque=""):
    donnees = {"version_lue": publication.version, "suite": suite, "remarque": remarque}
    return client.post(adresse("publication_accord", publication), donnees, follow=True)


def test_de_l_ecriture_a_la_page_publique(client, anvp, auxilia):
    anvp.post(reverse("publication_nouvelle"), envoi())
    publication = Publication.objects.get()
    assert publication.association == ANVP
    assert auxilia.get(publication.get_absolute_url()).status_code == 404
    anvp.post(adresse("publication_proposition", publication), {"version_lue": publication.version})
    assert "Une journée commune" not in texte(client.get(reverse("infos")))
    publication.refresh_from_db()
    page = texte(repondre(auxilia, publication, "accepter"))
    assert "Acceptée : elle paraîtra à l’heure prévue" in page
    assert "Une journée commune" in texte(client.get(reverse("infos")))


def test_on_n_accepte_pas_sa_propre_information(anvp):
    publication = creer_proposee(association=ANVP)
    assert repondre(anvp, publication, "accepter").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.update(acceptee_le=timezone.now(), accord_de=ANVP)


def test_une_information_renvoyee_revient_avec_sa_remarque(anvp, auxilia):
    publication = creer_proposee()
    assert "Dites ce qu’il faut revoir" in texte(repondre(auxilia, publication, "renvoyer"))
    repondre(auxilia, publication, "renvoyer", "Le lieu manque.")
    page = texte(anvp.get(publication.get_absolute_url()))
    assert "À revoir : Le lieu manque." in page
    assert "Proposer à l’autre association" in page


def test_changer_le_texte_annule_l_accord_changer_l_heure_non(client, anvp, auxilia):
    publication = creer_acceptee()
    plus_tard = envoi(publication, publier_le="2026-01-06T09:00")
    anvp.post(adresse("publication_modification", publication), plus_tard)
    publication.refresh_from_db()
    assert publication.acceptee_le
    anvp.post(
        adresse("publication_modification", publication), envoi(publication, texte="Autre chose.")
    )
    publication.refresh_from_db()
    assert (publication.acceptee_le, publication.accord_de) == (None, "")
    assert client.get(publication.adresse_publique).status_code == 404
    assert "Votre accord est attendu" in texte(auxilia.get(reverse("publications")))


def test_on_n_accepte_que_le_texte_qu_on_a_lu(anvp, auxilia):
    lue = creer_proposee()
    anvp.post(adresse("publication_modification", lue), envoi(lue, texte="Un nom y est ajouté."))
    page = repondre(auxilia, lue, "accepter")
    assert page.status_code == 200
    assert Publication.objects.get().acceptee_le is None


@pytest.mark.parametrize(
    "champs",
    [
        {"publier_le": timezone.now() + dt.timedelta(days=1)},
        {"archivee_le": timezone.now()},
        {"acceptee_le": None, "accord_de": ""},
    ],
    ids=["programmée", "archivée", "pas acceptée"],
)
@pytest.mark.parametrize("nom", ["infos", "infos_flux", "infos_integrees"])
def test_rien_ne_parait_avant_l_heure_sans_accord_ni_apres_l_archivage(client, champs, nom):
    publication = creer_acceptee(**champs)
    assert publication.titre not in client.get(reverse(nom)).content.decode()
    assert client.get(publication.adresse_publique).status_code == 404


def test_les_pages_publiques_ne_nomment_personne(client, auxilia, anvp):
    auteur = creer_direction(association=ANVP)
    creer_benevole(utilisateur=auteur, nom="Inoubliable")
    publication = creer_acceptee(cree_par=auteur, acceptee_par=auteur)
    for ou in (reverse("infos"), publication.adresse_publique, reverse("infos_flux")):
        contenu = client.get(ou).content.decode()
        assert "Inoubliable" not in contenu
        assert auteur.email not in contenu


@pytest.mark.parametrize(
    "piege",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://mouchard.example/p.png)",
        '<img src=x onerror="alert(1)">',
        "<iframe src='https://a.example'></iframe>",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg/onload=alert(1)>",
    ],
)
def test_le_texte_mis_en_forme_ne_porte_ni_script_ni_image(client, piege):
    publication = creer_acceptee(texte=f"Avant {piege} après")
    page = client.get(publication.adresse_publique).content.decode()
    [_, lecture] = page.split('<div class="lecture">')
    lecture = lecture.split("</article>")[0]
    for interdit in ("<script", "<img", "<iframe", "<svg", 'href="javascript', 'href="data'):
        assert interdit not in lecture
    assert "Avant" in lecture


def test_le_markdown_se_met_en_forme_sous_le_titre_de_la_page(client):
    publication = creer_acceptee(texte="# Programme\n\n- **Midi**\n\n[Le site](https://a.example)")
    page = client.get(publication.adresse_publique).content.decode()
    assert page.count("<h1") == 1
    assert "<h2>Programme</h2>" in page
    assert "<strong>Midi</strong>" in page
    assert 'href="https://a.example" rel="noopener nofollow"' in page


@pytest.mark.parametrize("jour", ["0001-01-01", "9999-12-31T23:59", "2026-02-30T09:00", "demain"])
def test_un_jour_impossible_est_refuse_en_francais(anvp, jour):
    reponse = anvp.post(reverse("publication_nouvelle"), envoi(publier_le=jour))
    assert reponse.status_code == 200
    assert "Il y a 1 problème" in texte(reponse)
    assert not Publication.objects.exists()


def test_un_signe_double_ne_passe_jamais_seul_a_la_ligne(client, anvp):
    anvp.post(reverse("publication_nouvelle"), envoi(titre="Étudier : comment ?", texte="Ici : là"))
    publication = Publication.objects.get()
    assert publication.titre == "Étudier\u00a0: comment\u00a0?"
    assert "Ici&nbsp;: là" in anvp.get(publication.get_absolute_url()).content.decode()


def test_une_adresse_au_titre_ancien_mene_a_la_bonne(client):
    publication = creer_acceptee()
    reponse = client.get(reverse("info", args=[publication.pk, "ancien-titre"]))
    assert (reponse.status_code, reponse.url) == (301, publication.adresse_publique)


def test_une_parution_se_note_une_fois_par_media(anvp):
    publication = creer_acceptee()
    donnees = {"media": "site", "le": localdate().isoformat(), "adresse": "www.anvp.org/journee"}
    ou = adresse("parution_nouvelle", publication)
    assert anvp.post(ou, donnees).status_code == 302
    parution = Parution.objects.get()
    assert (parution.association, parution.adresse) == (ANVP, "https://www.anvp.org/journee")
    assert "Cette parution est déjà notée" in texte(anvp.post(ou, donnees))
    demain = (localdate() + dt.timedelta(days=1)).isoformat()
    assert "quand elle a eu lieu" in texte(
        anvp.post(ou, donnees | {"media": "revue", "le": demain})
    )


def test_a_faire_dit_ce_qui_attend_chacune():
    direction_anvp, direction_auxilia = (creer_direction(association=a) for a in Association)
    creer_proposee(association=ANVP, titre="Proposée")
    creer_publication(association=AUXILIA, titre="Renvoyée", remarque="Le lieu manque.")
    phrases = {a.phrase for a in attendus(direction_auxilia, le=localdate())}
    assert phrases == {"Accepter ou renvoyer « Proposée »", "Revoir « Renvoyée »"}
    assert attendus(direction_anvp, le=localdate()) == []


@pytest.mark.parametrize("nombre", [1, 6])
@pytest.mark.parametrize(
    ("nom", "requetes"),
    [("infos", 2), ("infos_flux", 1), ("infos_integrees", 1), ("publications", 6)],
)
def test_les_pages_se_lisent_en_un_nombre_constant_de_requetes(
    client, anvp, django_assert_num_queries, nom, requetes, nombre
):
    for n in range(nombre):
        creer_parution(publication=creer_acceptee(titre=f"Information {n}"))
        creer_proposee(association=AUXILIA, titre=f"Proposée {n}")
    lecteur = anvp if nom == "publications" else client
    lecteur.get(reverse(nom))
    with django_assert_num_queries(requetes):
        lecteur.get(reverse(nom))
