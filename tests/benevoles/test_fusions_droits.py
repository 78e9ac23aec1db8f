"""Quelles que soient les fiches, une fusion ne donne à aucun compte un droit qu'il n'avait pas."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benevoles.droits import droits_le
from benevoles.fusion.execution import fusionner
from benevoles.fusion.journal import FusionRefusee
from benevoles.models import Mandat
from partenariat.models import Utilisateur
from tests.fabrique import (
    creer_adhesion,
    creer_benevole,
    creer_compte,
    creer_direction,
    creer_etablissement,
    creer_mandat,
    creer_section,
)

JOUR = dt.date(2016, 6, 15)
HORIZON = [JOUR + dt.timedelta(days=n) for n in range(0, 90, 5)]
mandats = st.lists(
    st.tuples(
        st.integers(0, 1),  # la section
        st.integers(-60, 60),  # son début
        st.one_of(st.none(), st.integers(0, 60)),  # sa durée
    ),
    max_size=2,
    unique_by=lambda mandat: mandat[0],
)
fiches = st.tuples(st.booleans(), mandats)


def _poser(avec_compte, siens, sections):
    benevole = creer_benevole(utilisateur=creer_compte() if avec_compte else None)
    creer_adhesion(benevole=benevole)
    for section, debut, duree in siens:
        debut = JOUR + dt.timedelta(days=debut)
        creer_mandat(
            section=sections[section],
            benevole=benevole,
            fonction=Mandat.Fonction.SUPPLEANT,
            debut=debut,
            fin=None if duree is None else debut + dt.timedelta(days=duree),
        )
    return benevole


def _sections_et_prisons():
    return {
        (compte.pk, jour): (droits.sections, droits.etablissements_vp, bool(droits.benevole))
        for compte in Utilisateur.objects.all()
        for jour in HORIZON
        for droits in [droits_le(compte, le=jour)]
    }


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(une=fiches, autre=fiches, second_compte=st.booleans())
def test_aucun_compte_ne_gagne_de_droit(une, autre, second_compte):
    with transaction.atomic():
        sections = [creer_section(etablissements=[creer_etablissement()]) for _ in range(2)]
        gardee, absorbee = _poser(*une, sections), _poser(*autre, sections)
        compte = absorbee.utilisateur_id if second_compte else None
        direction = creer_direction()
        avant = _sections_et_prisons()
        try:
            fusionner(
                gardee.pk,
                absorbee.pk,
                par=direction,
                maintenant=timezone.now(),
                le=JOUR,
                compte=compte,
            )
        except FusionRefusee:
            assert _sections_et_prisons() == avant
        for cle, (sections_apres, prisons_apres, fiche_apres) in _sections_et_prisons().items():
            assert sections_apres <= avant[cle][0]
            assert prisons_apres <= avant[cle][1]
            assert fiche_apres <= avant[cle][2]
        transaction.set_rollback(True)
