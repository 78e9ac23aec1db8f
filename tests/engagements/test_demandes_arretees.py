"""Un CP Auxilia arrive, un établissement ferme : le SPIP n'a plus à décider, AUXILIA doit clore."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from etablissements.models import Etablissement
from tests.ecran import texte
from tests.fabrique import creer_agent_spip, creer_cp, creer_president
from tests.fabrique_demandes import (
    creer_demande_au_spip,
    creer_demande_differee,
    creer_demande_soumise,
    creer_prison,
)

pytestmark = pytest.mark.django_db


def _fermer(prison):
    Etablissement.objects.filter(pk=prison.pk).update(ferme_le=localdate())


def _cp_arrive(prison):
    creer_cp(etablissement=prison, debut=localdate())


@pytest.fixture
def ressort():
    """(prison d'Albi, prison de Brest, leur agent)."""
    albi = creer_prison(nom="Prison d’Albi")
    brest = creer_prison(nom="Prison de Brest", spip=albi.spip)
    return albi, brest, creer_agent_spip(spip=albi.spip)


@pytest.mark.parametrize(
    ("arreter", "phrase"),
    [
        (_fermer, "Cet établissement est fermé depuis le"),
        (_cp_arrive, "Un CP Auxilia y intervient depuis le"),
    ],
)
def test_l_accueil_du_spip_signale_ce_qui_n_est_plus_a_decider(connecte, ressort, arreter, phrase):
    albi, brest, agent = ressort
    arretee, attend = (creer_demande_au_spip(etablissement=ou) for ou in (albi, brest))
    arreter(albi)

    page = connecte(agent).get(reverse("a_decider"))

    assert [d.pk for d in page.context["a_decider"]] == [attend.pk]
    assert [d.pk for d in page.context["arretees"]] == [arretee.pk]
    assert "1 demande attend votre service" in texte(page)
    assert "Rien à décider : AUXILIA va les clore" in texte(page)
    assert phrase in texte(page)


def test_sans_rien_d_arrete_l_accueil_n_en_parle_pas(connecte, ressort):
    albi, _, agent = ressort
    creer_demande_differee(etablissement=albi)
    assert "AUXILIA va les clore" not in texte(connecte(agent).get(reverse("a_decider")))


@pytest.mark.parametrize("arreter", [_fermer, _cp_arrive])
def test_une_demande_arretee_attend_auxilia_et_personne_d_autre(connecte, ressort, arreter):
    albi, _, agent = ressort
    demande = creer_demande_au_spip(etablissement=albi)
    president = creer_president(etablissements=[albi])
    creer_demande_soumise(etablissement=albi, par=demande.cree_par)
    arreter(albi)

    a_faire = {
        compte: len(connecte(compte).get(reverse("demandes")).context["a_faire"])
        for compte in (demande.cree_par, agent, president)
    }
    assert a_faire == {demande.cree_par: 2, agent: 0, president: 0}
    page = texte(connecte(agent).get(demande.get_absolute_url()))
    assert "À vous de faire" not in page
    assert "Donner l’aval" not in page.partition("Qui peut faire quoi")[0]
    assert "Refuser" in page.partition("Qui peut faire quoi")[0]
    assert "À vous de faire" in texte(connecte(demande.cree_par).get(demande.get_absolute_url()))


def test_un_cp_annonce_pour_demain_n_arrete_rien_aujourd_hui(connecte, ressort):
    albi, _, agent = ressort
    demande = creer_demande_au_spip(etablissement=albi)
    creer_cp(etablissement=albi, debut=localdate() + dt.timedelta(days=1))
    page = connecte(agent).get(reverse("a_decider"))
    assert [d.pk for d in page.context["a_decider"]] == [demande.pk]
