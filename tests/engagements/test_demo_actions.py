"""Les actions de la démonstration : dix ans, les deux associations, de quoi faire ce jour."""

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate

from benevoles.demo import comptes
from benevoles.demo.construction import construire
from engagements.actions.attendus import attendus
from engagements.demo import actions, convention
from engagements.gncp.etude import etude
from engagements.models import Action, EtapeGncp, PositionCommune
from partenariat.models import Utilisateur

JOUR = localdate()


@pytest.fixture(scope="module")
def pays(django_db_setup, django_db_blocker):
    """La démonstration d'aujourd'hui, construite une fois pour tout le module."""
    with django_db_blocker.unblock(), transaction.atomic():
        construire(le=JOUR)
        convention.construire(le=JOUR)
        actions.construire(le=JOUR)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pays")]


def test_chaque_categorie_a_des_actions_des_deux_associations():
    for numero in range(1, 7):
        siennes = Action.objects.filter(engagements__categorie__numero=numero)
        assert siennes.filter(par_anvp=True).exists()
        assert siennes.filter(par_auxilia=True).exists()
    assert Action.objects.count() > 350
    assert not Action.objects.filter(engagements=None).exists()


def test_aucune_action_ne_se_passe_dans_un_etablissement_ferme_ou_pas_encore_ouvert():
    locales = Action.objects.exclude(etablissement=None).select_related("etablissement")
    assert [a for a in locales if not a.etablissement.est_ouvert(a.le)] == []


def test_rien_n_est_fait_demain():
    assert not Action.objects.filter(~Q(etat="prevue"), le__gt=JOUR).exists()


@pytest.mark.parametrize(
    "annonce",
    [comptes.PRESIDENT, comptes.CP_AUXILIA, comptes.DELEGUE_ANVP, comptes.DIRECTION_ANVP],
)
def test_chaque_responsable_a_quelque_chose_a_faire(annonce):
    assert attendus(Utilisateur.objects.get(email=annonce.courriel), le=JOUR)


def test_une_position_est_arretee_une_autre_attend_et_l_etude_est_en_cours():
    assert PositionCommune.objects.arretees().count() == 1
    assert PositionCommune.objects.count() == 2
    assert etude(EtapeGncp.objects.all(), le=JOUR).etat == "en cours"
