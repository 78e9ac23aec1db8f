"""Deux nuits au même instant, sur deux machines ou par mégarde : un seul effet, aucune panne."""

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Habilitation
from engagements.models import Avis, DemandeVisite, Nature
from engagements.nuit import controler_les_demandes
from tests.fabrique import creer_agent_spip, creer_suspension
from tests.fabrique_demandes import creer_demande_au_spip, creer_demande_close

pytestmark = pytest.mark.django_db(transaction=True)


def test_deux_nuits_au_meme_instant_n_ont_qu_un_effet_et_aucune_panne():
    relancee, perdue = creer_demande_au_spip(), creer_demande_au_spip()
    creer_agent_spip(spip=relancee.etablissement.spip)
    creer_suspension(
        habilitation=Habilitation.objects.get(benevole=perdue.visiteur), debut=localdate()
    )

    total = sum(
        _ensemble(lambda: controler_les_demandes(timezone.now() + dt.timedelta(days=8)), fois=3),
        Counter(),
    )

    assert total["visiteurs_perdus"] == total["relances"] == 1
    assert total["pannes"] == 0
    assert Avis.objects.filter(nature=Nature.RELANCE).count() == 1
    assert perdue.traces.filter(quoi="perdre").count() == 1


def test_la_commande_entiere_passe_deux_fois_au_meme_instant():
    autre, vieille = creer_demande_close(), creer_demande_close()
    passe = timezone.now() - dt.timedelta(days=45)
    DemandeVisite.objects.filter(pk=vieille.pk).update(
        cree_le=passe, soumise_le=passe, close_le=passe
    )
    Avis.objects.filter(demande=autre).update(cree_le=passe)

    _ensemble(lambda: call_command("taches_quotidiennes", stdout=StringIO()), fois=2)

    assert DemandeVisite.objects.get(pk=vieille.pk).reduite_le
    resumes = Avis.objects.filter(nature=Nature.RESUME)
    assert resumes.count() == resumes.values("compte").distinct().count() > 0


def _ensemble(travail, *, fois):
    """Le même travail au même instant, chacun dans son fil ; rend ce que chacun a rendu."""
    depart = threading.Barrier(fois)

    def passer(_):
        depart.wait()
        try:
            return travail()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(fois) as fils:
        return list(fils.map(passer, range(fois)))
