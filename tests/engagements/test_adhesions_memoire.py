"""Ce qu'on garde des adhésions en mémoire ne survit à aucun changement."""

import datetime as dt

import pytest
from django.utils.timezone import now

from engagements.adhesions.rapprochement import adherents, designees
from partenariat.models import Association
from tests import fabrique

pytestmark = pytest.mark.django_db
DEPUIS = dt.date(2014, 9, 1)


def lire():
    return sorted((m.fiche.pk, m.association, m.fin) for m in adherents(DEPUIS))


def test_une_adhesion_creee_finie_ou_effacee_se_voit_aussitot():
    adhesion = fabrique.creer_adhesion()
    personne = adhesion.benevole_id
    assert lire() == [(personne, Association.ANVP, None)]
    autre = fabrique.creer_adhesion(benevole=adhesion.benevole, association=Association.AUXILIA)
    assert len(lire()) == 2
    adhesion.fin = dt.date(2016, 1, 1)
    adhesion.save()
    assert (personne, Association.ANVP, adhesion.fin) in lire()
    autre.delete()
    assert lire() == [(personne, Association.ANVP, adhesion.fin)]


def test_une_fiche_corrigee_change_qui_designe_la_personne():
    debut = fabrique.creer_adhesion(
        benevole=fabrique.creer_benevole(courriel="un@exemple.test")
    ).benevole
    autre = fabrique.creer_adhesion(
        benevole=fabrique.creer_benevole(courriel="deux@exemple.test"),
        association=Association.AUXILIA,
    ).benevole
    instant = now() + dt.timedelta(days=60)
    assert designees(DEPUIS, instant) == {debut.pk: debut.pk, autre.pk: autre.pk}
    autre.courriel = debut.courriel
    autre.save()
    assert designees(DEPUIS, instant) == {debut.pk: debut.pk, autre.pk: debut.pk}
