"""Les boîtes communes des SPIP : leurs agents et les directions les tiennent, elles se datent."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.models import BoiteSpip
from etablissements.models import Antenne
from tests.ecran import texte
from tests.fabrique import creer_agent_spip, creer_direction, creer_spip
from tests.fabrique_demandes import creer_boite, creer_demande_au_spip

pytestmark = pytest.mark.django_db

HIER = dt.timedelta(days=1)


def _page(spip):
    return reverse("boites_spip", args=[spip.code])


def _ajout(**champs):
    return {"courriel": "service@exemple.test", "debut": f"{localdate():%d/%m/%Y}"} | champs


def test_un_agent_ajoute_l_adresse_de_son_service(connecte):
    spip = creer_spip()
    client = connecte(creer_agent_spip(spip=spip))
    assert "Aucune pour le moment." in texte(client.get(_page(spip)))

    reponse = client.post(_page(spip), _ajout(), follow=True)

    assert "service@exemple.test recevra désormais les avis du service." in texte(reponse)
    boite = BoiteSpip.objects.get()
    assert (boite.spip, boite.antenne, boite.debut) == (spip, None, localdate())


def test_une_direction_tient_les_boites_de_tous_les_services(connecte):
    for _ in range(2):
        spip = creer_spip()
        connecte(creer_direction()).post(_page(spip), _ajout())
        assert BoiteSpip.objects.filter(spip=spip).count() == 1


def test_une_direction_y_va_depuis_une_demande(connecte):
    demande = creer_demande_au_spip()
    page = connecte(demande.cree_par).get(demande.get_absolute_url()).content.decode()
    assert f'href="{_page(demande.etablissement.spip)}"' in page


def test_un_agent_d_un_autre_service_ne_trouve_rien(connecte):
    spip, client = creer_spip(), connecte(creer_agent_spip())
    boite = creer_boite(spip=spip)
    assert client.get(_page(spip)).status_code == 404
    assert client.post(_page(spip), _ajout()).status_code == 404
    assert client.post(reverse("boite_fin", args=[boite.pk]), {"fin": ""}).status_code == 404
    assert BoiteSpip.objects.get().fin is None


def test_l_antenne_se_choisit_parmi_celles_du_service(connecte):
    spip = creer_spip()
    sienne = Antenne.objects.create(spip=spip, nom="Nord")
    autre = Antenne.objects.create(spip=creer_spip(), nom="Ailleurs")
    client = connecte(creer_agent_spip(spip=spip))
    page = texte(client.get(_page(spip)))
    assert "Tout le service" in page
    assert "Nord" in page
    assert "Ailleurs" not in page

    client.post(_page(spip), _ajout(antenne=autre.pk))
    assert not BoiteSpip.objects.exists()
    client.post(_page(spip), _ajout(antenne=sienne.pk))
    assert BoiteSpip.objects.get().antenne == sienne


@pytest.mark.parametrize("adresse", ["", "service", "service@", "é à@exemple.test"])
def test_une_adresse_impossible_est_refusee(connecte, adresse):
    spip = creer_spip()
    reponse = connecte(creer_agent_spip(spip=spip)).post(_page(spip), _ajout(courriel=adresse))
    assert reponse.status_code == 200
    assert not BoiteSpip.objects.exists()


def test_une_adresse_ne_s_annonce_pas_d_avance_on_ne_la_verrait_pas(connecte):
    spip = creer_spip()
    demain = localdate() + HIER
    reponse = connecte(creer_agent_spip(spip=spip)).post(
        _page(spip), _ajout(debut=f"{demain:%d/%m/%Y}")
    )
    assert "Cette date est à venir" in texte(reponse)
    assert not BoiteSpip.objects.exists()


def test_la_meme_adresse_deux_fois_est_refusee_avec_sa_raison(connecte):
    spip = creer_spip()
    client = connecte(creer_agent_spip(spip=spip))
    client.post(_page(spip), _ajout())
    reponse = client.post(_page(spip), _ajout())
    assert "Cette adresse est déjà celle de ce service." in texte(reponse)
    reponse = client.post(_page(spip), _ajout(courriel="SERVICE@exemple.test"))
    assert "Cette adresse est déjà celle de ce service." in texte(reponse)
    assert BoiteSpip.objects.count() == 1


def test_une_adresse_finie_ne_sert_plus_mais_reste_dans_l_histoire(connecte):
    spip = creer_spip()
    boite = creer_boite(spip=spip, courriel="vieille@exemple.test", debut=localdate() - 9 * HIER)
    client = connecte(creer_agent_spip(spip=spip))
    assert "vieille@exemple.test" in texte(client.get(_page(spip)))

    hier = localdate() - HIER
    reponse = client.post(
        reverse("boite_fin", args=[boite.pk]), {"fin": f"{hier:%d/%m/%Y}"}, follow=True
    )

    assert f"vieille@exemple.test sert jusqu’au {hier:%d/%m/%Y}." in texte(reponse)
    assert "Ne plus utiliser" not in texte(reponse)
    assert list(BoiteSpip.objects.en_cours(le=localdate())) == []
    assert BoiteSpip.objects.get().fin == hier


def test_une_adresse_ne_finit_pas_avant_d_avoir_servi(connecte):
    boite = creer_boite(spip=creer_spip())
    client = connecte(creer_agent_spip(spip=boite.spip))
    avant = localdate() - 2 * HIER
    reponse = client.post(reverse("boite_fin", args=[boite.pk]), {"fin": f"{avant:%d/%m/%Y}"})
    assert "Elle ne sert que depuis le" in texte(reponse)
    assert BoiteSpip.objects.get().fin is None
