"""Les fiches d'une même personne : justes à l'instant, ou de la nuit quand on est nombreux."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Adhesion
from engagements.adhesions import jumelles as module
from engagements.adhesions.jumelles import jumelles
from engagements.adhesions.taux import evolution
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_adhesions import creer_adherent

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association


@pytest.fixture
def nombreux(monkeypatch):
    """Comme une fédération : comparer toutes les fiches serait trop long pour une page."""
    monkeypatch.setattr(module, "AUSSITOT", 0)
    cache.delete(module.CLE)


@pytest.fixture
def deux():
    """La même personne, chez l'une puis chez l'autre."""
    return [
        creer_adherent(association=association, courriel="meme@exemple.test")
        for association in (ANVP, AUXILIA)
    ]


def designees(jours=0):
    return jumelles(timezone.now() + dt.timedelta(days=jours))


def test_deux_fiches_d_une_personne_sont_designees_par_la_premiere(deux):
    creer_adherent(courriel="autre@exemple.test")
    assert designees() == {deux[0].pk: deux[0].pk, deux[1].pk: deux[0].pk}


def test_une_adhesion_creee_ou_effacee_une_fiche_corrigee_changent_aussitot(deux):
    assert designees()
    adhesion = deux[1].adhesions.get()
    adhesion.delete()
    assert designees() == {}
    fabrique.creer_adhesion(benevole=deux[1], association=AUXILIA)
    assert designees()
    deux[1].courriel = "deux@exemple.test"
    deux[1].save()
    assert designees() == {}


def test_nombreux_ce_qui_est_nouveau_se_compare_la_nuit_suivante(nombreux):
    creer_adherent(courriel="seule@exemple.test")
    assert designees() == {}
    creer_adherent(association=AUXILIA, courriel="seule@exemple.test")
    assert designees() == {}
    call_command("taches_quotidiennes", verbosity=0)
    assert len(designees()) == 2


def test_nombreux_une_fiche_corrigee_quitte_sa_jumelle_aussitot(nombreux, deux):
    assert len(designees()) == 2
    deux[1].courriel = "corrige@exemple.test"
    deux[1].enregistrer(par=fabrique.creer_direction())
    assert designees() == {}


def test_nombreux_une_nuit_manquee_ne_laisse_rien_de_vieux(nombreux, deux):
    assert len(designees()) == 2
    Adhesion.objects.filter(benevole=deux[1]).delete()
    assert len(designees()) == 2
    assert designees(jours=3) == {}


def test_nombreux_un_autre_processus_ne_recompare_rien(nombreux, deux):
    call_command("taches_quotidiennes", verbosity=0)
    creer_adherent()  # une autre version des données : rien n'en est en mémoire
    with CaptureQueriesContext(connection) as requetes:
        assert len(designees()) == 2
    assert not [r for r in requetes if "telephone" in r["sql"]]


def test_peu_nombreux_la_nuit_ne_garde_rien():
    call_command("taches_quotidiennes", verbosity=0)
    assert cache.get(module.CLE) is None


def test_une_personne_sur_deux_fiches_compte_une_fois_la_ou_est_la_derniere():
    la_bas, ici = fabrique.creer_departement(), fabrique.creer_departement()
    for departement in (la_bas, ici):
        creer_adherent(courriel="meme@exemple.test", departement=departement)
    creer_adherent(association=AUXILIA, courriel="meme@exemple.test", departement=la_bas)
    creer_adherent(departement=ici)
    moment = {"le": localdate(), "maintenant": timezone.now()}

    trouvee = evolution(ANVP, disps=[la_bas.disp, ici.disp], **moment)

    assert [(t.adherents, t.doubles) for t in (*trouvee.annees[-1:], *trouvee.disps)] == [
        (2, 1),
        (0, 0),
        (2, 1),
    ]
