"""De qui l'on attend le prochain geste, ce que dit le reçu, et les mots pour chacun."""

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_agent_spip,
    creer_benevole,
    creer_compte,
    creer_compte_cp,
    creer_cp,
    creer_direction,
    creer_president,
)
from tests.fabrique_demandes import (
    avancer,
    creer_boite,
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_chez_le_visiteur,
    creer_demande_soumise,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gens():
    """Une prison, son visiteur, et les comptes du visiteur et du président."""
    prison, compte = creer_prison(), creer_compte()
    visiteur = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    return prison, visiteur, compte, creer_president(etablissements=[prison])


def _a_faire(connecte, compte):
    return [x.demande.pk for x in connecte(compte).get(reverse("demandes")).context["a_faire"]]


def _envoyer(client, demande, code, **champs):
    adresse = reverse("demande_etape", args=[demande.pk, code])
    return texte(client.post(adresse, {"version": demande.version} | champs, follow=True))


@pytest.mark.parametrize(
    ("bilan", "au_visiteur"), [("utile", False), ("contact", False), ("a_poursuivre", True)]
)
def test_apres_la_rencontre_c_est_a_auxilia_de_clore(connecte, gens, bilan, au_visiteur):
    prison, visiteur, compte, _ = gens
    demande = creer_demande_avalisee(etablissement=prison, visiteur=visiteur)
    assert _a_faire(connecte, compte) == [demande.pk]

    avancer(demande, "rencontrer", jour=localdate(), bilan=bilan)

    assert bool(_a_faire(connecte, compte)) == au_visiteur
    assert bool(_a_faire(connecte, demande.cree_par)) != au_visiteur
    page = texte(connecte(demande.cree_par).get(demande.get_absolute_url()))
    assert ("il reste à clore la demande" in page) != au_visiteur


def test_le_recu_ne_nomme_que_ceux_qu_on_previent_vraiment(connecte, gens):
    prison, _, _, president = gens
    demande = creer_demande_soumise(etablissement=prison)
    auxilia = connecte(demande.cree_par)
    recu = _envoyer(auxilia, demande, "retirer")
    assert "Nous prévenons la section ANVP." in recu
    assert "le SPIP" not in recu.partition("Nous prévenons")[2].partition(".")[0]


def test_le_recu_d_un_accord_dit_si_le_spip_est_prevenu(connecte, gens):
    prison, visiteur, compte, _ = gens
    premiere = creer_demande_chez_le_visiteur(etablissement=prison, visiteur=visiteur)
    assert "Nous prévenons" not in _envoyer(connecte(compte), premiere, "accepter")

    creer_agent_spip(spip=prison.spip)
    seconde = creer_demande_chez_le_visiteur(etablissement=prison, visiteur=visiteur)
    assert "Nous prévenons le SPIP." in _envoyer(connecte(compte), seconde, "accepter")


def test_le_visiteur_parle_a_la_premiere_personne_sa_section_non(connecte, gens):
    prison, visiteur, compte, president = gens
    demande = creer_demande_chez_le_visiteur(etablissement=prison, visiteur=visiteur)
    assert "Donner mon accord" in texte(connecte(compte).get(demande.get_absolute_url()))
    page = texte(connecte(president).get(demande.get_absolute_url()))
    assert "Donner l’accord du visiteur" in page
    assert "On attend le visiteur" in page


def test_apres_sa_reponse_l_agent_retrouve_ce_qui_reste_a_decider(connecte):
    demande = creer_demande_au_spip()
    client = connecte(creer_agent_spip(spip=demande.etablissement.spip))
    assert "Les autres demandes" not in texte(client.get(demande.get_absolute_url()))
    assert "Les autres demandes à décider" in _envoyer(client, demande, "avaliser")


def test_chercher_un_etablissement_ou_rien_ne_se_demande_dit_pourquoi(connecte):
    pourvue, lointaine = creer_prison(nom="Prison d’Albi"), creer_prison(nom="Prison de Brest")
    creer_cp(etablissement=pourvue)
    adresse = reverse("demande_nouvelle")
    direction = connecte(creer_direction(association=Association.AUXILIA))
    assert "Un CP Auxilia intervient" in texte(direction.get(adresse, {"q": "albi"}))
    assert "Aucun établissement ne porte ce nom" in texte(direction.get(adresse, {"q": "zzz"}))
    cp = connecte(creer_compte_cp(etablissement=pourvue))
    assert lointaine.nom in texte(cp.get(adresse, {"q": "brest"}))
    assert "n’est pas voisin" in texte(cp.get(adresse, {"q": "brest"}))


def test_auxilia_sait_quand_personne_n_est_prevenu_au_spip(connecte):
    demande = creer_demande_au_spip()
    client = connecte(demande.cree_par)
    alerte = "Personne n’est prévenu au SPIP"
    assert alerte in texte(client.get(demande.get_absolute_url()))
    creer_boite(spip=demande.etablissement.spip)
    assert alerte not in texte(client.get(demande.get_absolute_url()))


def test_une_demande_differee_le_dit_a_l_agent_et_lui_montre_les_autres(connecte):
    demande = creer_demande_au_spip()
    client = connecte(creer_agent_spip(spip=demande.etablissement.spip))
    assert "Vous est parvenue aujourd’hui" in texte(client.get(demande.get_absolute_url()))
    page = _envoyer(client, demande, "differer")
    assert "Différée aujourd’hui" in page
    assert "Les autres demandes à décider" in page
