"""La nuit tuée net au milieu d'une écriture : rien à moitié fait, et la suivante finit."""

import datetime as dt
import signal

import pytest
from django.utils import timezone

from engagements.models import Avis, DemandeVisite, Nature, Proposition, Transmission
from tests.fabrique import creer_agent_spip
from tests.fabrique_demandes import creer_demande_au_spip, creer_demande_close
from tests.pannes.commande import commande

pytestmark = pytest.mark.django_db(transaction=True)
CLOSES = 3


def _nuit(coup):
    return commande(coup, "taches_quotidiennes")


@pytest.fixture
def travail():
    """De quoi occuper la nuit : trois demandes à réduire, et une relance."""
    passe = timezone.now() - dt.timedelta(days=60)
    for _ in range(CLOSES):
        demande = creer_demande_close()
        DemandeVisite.objects.filter(pk=demande.pk).update(
            cree_le=passe, soumise_le=passe, close_le=passe
        )
    attend = creer_demande_au_spip()
    creer_agent_spip(spip=attend.etablissement.spip)
    semaine = timezone.now() - dt.timedelta(days=8)
    Transmission.objects.filter(repondue_le=None).update(transmise_le=semaine)
    return attend


def _a_moitie_reduites():
    """Réduite, une demande n'a plus ni référence, ni avis, ni visiteur ; sinon, elle a tout."""
    fautes = []
    for demande in DemandeVisite.objects.exclude(close_le=None):
        nommees = Proposition.objects.filter(demande=demande).exclude(benevole=None).count()
        restes = (bool(demande.reference), nommees > 0)
        if restes not in ({(True, True), (False, False)}) or restes[0] == bool(demande.reduite_le):
            fautes.append((demande.pk, restes))
    return fautes


@pytest.mark.parametrize("coup", [1, 2, 4, 7, 11])
def test_une_nuit_tuee_ne_laisse_rien_a_moitie_fait_et_la_suivante_finit(travail, coup):
    tuee = _nuit(coup)
    assert tuee.returncode == -signal.SIGKILL, tuee.stdout
    assert _a_moitie_reduites() == []

    for _ in range(2):  # la seconde ne trouve plus rien à faire
        finie = _nuit(0)
        assert finie.returncode == 0, finie.stdout

    assert "demandes réduites à leurs nombres : 0" in finie.stdout
    assert DemandeVisite.objects.exclude(reduite_le=None).count() == CLOSES
    assert Avis.objects.filter(nature=Nature.RELANCE, demande=travail).count() == 1
    assert _a_moitie_reduites() == []
