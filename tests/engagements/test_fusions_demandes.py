"""Fusionner deux fiches ne montre à un compte aucune demande qu'il ne voyait pas."""

import pytest
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.fusion.execution import fusionner
from benevoles.fusion.journal import FusionRefusee
from engagements.models import DemandeVisite, Proposition
from tests.fabrique import creer_adhesion, creer_benevole, creer_compte, creer_direction
from tests.fabrique_demandes import creer_demande_au_spip, creer_prison, creer_visiteur

pytestmark = pytest.mark.django_db


@pytest.fixture
def sollicite():
    """Un visiteur à qui une demande est proposée."""
    prison = creer_prison()
    benevole = creer_benevole()
    visiteur = creer_visiteur(prison=prison, benevole=benevole)
    creer_demande_au_spip(etablissement=prison, visiteur=visiteur)
    return benevole


@pytest.fixture
def autre():
    return creer_adhesion().benevole


def _fusionner(gardee, absorbee):
    return fusionner(
        gardee.pk, absorbee.pk, par=creer_direction(), maintenant=timezone.now(), le=localdate()
    )


def test_le_compte_de_l_autre_fiche_ne_decouvre_pas_de_demande(sollicite, autre):
    autre.utilisateur = compte = creer_compte()
    autre.save()

    for deux in ((autre, sollicite), (sollicite, autre)):
        with pytest.raises(FusionRefusee, match="des demandes proposées"):
            _fusionner(*deux)

    assert not DemandeVisite.objects.visibles_par(compte).exists()


def test_la_proposition_suit_quand_aucun_compte_n_y_gagne(sollicite, autre):
    _fusionner(autre, sollicite)

    assert Proposition.objects.get().benevole == autre
