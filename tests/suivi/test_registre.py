"""Le registre des traitements vient de la table des durées : rien n’y manque."""

import pytest
from django.urls import reverse

from partenariat.conservation import CONSERVATION
from suivi.vie_privee.registre import SANS_PERSONNE, TRAITEMENTS, fiches, traitement_de
from tests import fabrique
from tests.ecran import texte

pytestmark = pytest.mark.django_db


def test_chaque_modele_qui_parle_de_personnes_est_dans_un_traitement():
    ailleurs = [nom for nom in CONSERVATION if traitement_de(nom) is None]
    assert [nom for nom in ailleurs if nom not in SANS_PERSONNE] == []


def test_le_registre_montre_chaque_traitement_et_chaque_duree(connecte):
    page = texte(connecte(fabrique.creer_compte_vp()).get(reverse("registre")))
    assert [t.nom for t in TRAITEMENTS if t.nom not in page] == []
    durees = [ligne.duree for fiche in fiches() for ligne in fiche.lignes]
    assert [d.pourquoi for d in durees if d.pourquoi not in page] == []
    assert "1 mois après sa clôture" in page


def test_qui_n_a_pas_encore_accepte_la_charte_lit_deja_la_notice(connecte):
    nouveau = fabrique.creer_compte(charte=False)
    assert connecte(nouveau).get(reverse("notice")).status_code == 200
