"""La double adhésion de la démonstration : des fiches jumelles, des réponses, de quoi faire."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.demo import comptes
from benevoles.demo.construction import construire
from benevoles.models import Adhesion
from engagements.adhesions.attendus import attendus
from engagements.adhesions.liste import d_une_seule
from engagements.adhesions.taux import evolution
from engagements.demo import adhesions
from engagements.models import Incitation
from partenariat.models import Association, Utilisateur

JOUR = localdate()


@pytest.fixture(scope="module")
def pays(django_db_setup, django_db_blocker):
    """La démonstration d'aujourd'hui, construite une fois pour tout le module."""
    with django_db_blocker.unblock(), transaction.atomic():
        construire(le=JOUR)
        adhesions.construire(le=JOUR)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pays")]


def test_des_personnes_tenues_sur_deux_fiches_s_ajoutent_aux_doubles_adherents():
    de_l_une, de_l_autre = (
        Adhesion.objects.en_cours(le=JOUR).filter(association=association)
        for association in Association
    )
    sur_une_fiche = de_l_une.filter(benevole__in=de_l_autre.values("benevole")).count()
    deux = evolution(Association.ANVP, le=JOUR, maintenant=timezone.now()).annees[-1].doubles
    assert 12 <= deux - sur_une_fiche <= 20
    assert 50 <= deux <= 100


def test_les_deux_associations_ont_recueilli_des_reponses_de_toutes_sortes():
    for vers in Association:
        siennes = Incitation.objects.filter(vers=vers)
        assert siennes.filter(envoyee_le__isnull=False).count() > 20
        assert siennes.filter(reponse="non").exists()
        assert siennes.a_envoyer().exists()
        assert siennes.exclude(retiree_le=None).exists()


def test_aucune_reponse_n_a_deja_du_s_effacer():
    assert not Incitation.objects.filter(recueillie_le__lt=JOUR - dt.timedelta(days=720)).exists()
    assert not Incitation.objects.filter(envoyee_le__gt=timezone.now()).exists()


def test_le_president_a_une_invitation_a_envoyer():
    president = Utilisateur.objects.get(email=comptes.PRESIDENT.courriel)
    [attendu] = attendus(president, le=JOUR)
    assert "l’invitation est à envoyer" in attendu.phrase


@pytest.mark.parametrize("annonce", [comptes.PRESIDENT, comptes.CP_AUXILIA])
def test_chaque_responsable_local_a_quelqu_un_dans_sa_liste(annonce):
    compte = Utilisateur.objects.get(email=annonce.courriel)
    assert d_une_seule(compte, le=JOUR, maintenant=timezone.now()).exists()
