"""« À faire » : chaque chose une fois, une archive à prendre, des doublons à examiner."""

from collections import Counter

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.doublons.paires import chercher_les_doublons
from benevoles.models import PaireProbable
from benevoles.telechargements import noter
from partenariat.models import Association
from suivi.attendus import attendus
from suivi.models import Archive
from suivi.models.archives import GARDE, PRISE
from tests.fabrique import creer_adhesion, creer_benevole, creer_delegue, creer_direction
from tests.monde import creer_monde

pytestmark = pytest.mark.django_db


def phrases(compte, *, le=None):
    return [attendu.phrase for attendu in attendus(compte, le=le or localdate())]


def faite(*, avant=0 * GARDE):
    maintenant = timezone.now() - avant
    archive = Archive(
        association=Association.ANVP, demandee_le=maintenant, fini_le=maintenant, avancement=100
    )
    archive.sha256 = "a" * 64
    archive.fichier.save("archive.zip", ContentFile(b"PK"))
    return archive


def _demande(rf, compte):
    demande = rf.get("/")
    demande.user = compte
    return demande


def test_rien_n_est_dit_deux_fois_a_personne():
    comptes, *_ = creer_monde()
    for role, compte in comptes.items():
        dits = Counter(attendus(compte, le=localdate())) if compte else Counter()
        assert [attendu for attendu, n in dits.items() if n > 1] == [], role
    assert phrases(comptes["direction_anvp"])


def test_une_archive_prete_attend_sa_direction_jusqu_a_ce_qu_on_la_prenne(rf):
    faite(), faite()
    direction = creer_direction()
    (phrase,) = phrases(direction)
    assert phrase.startswith("L’archive de l’ANVP est prête, à télécharger jusqu’au ")
    assert (
        phrases(creer_direction(association=Association.AUXILIA)) == phrases(creer_delegue()) == []
    )

    noter(_demande(rf, direction), PRISE, format="zip", lignes=1, personnel=True)
    assert phrases(direction) == []


def test_une_archive_bientot_effacee_n_attend_plus_personne():
    faite(avant=2 * GARDE)
    assert phrases(creer_direction()) == []


def _deux_fiches(association):
    return [
        creer_adhesion(
            benevole=creer_benevole(nom=nom, prenom="Zoé", commune="Lyon"), association=association
        ).benevole
        for nom in ("Lefèvre", "LEFEVRE")
    ]


def test_les_doublons_trouves_la_nuit_attendent_qui_peut_les_examiner(connecte):
    une, autre = _deux_fiches(Association.ANVP)
    direction = creer_direction()
    assert phrases(direction) == []

    assert chercher_les_doublons(timezone.now())["doublons_probables"] == 1
    assert phrases(direction) == ["Un doublon probable parmi vos fiches, à examiner."]
    assert (
        phrases(creer_direction(association=Association.AUXILIA)) == phrases(creer_delegue()) == []
    )

    connecte(direction).post(reverse("doublon_ecart", args=[une.pk, autre.pk]))
    assert phrases(direction) == []


def test_cinq_doublons_ne_coutent_pas_plus_de_lectures_qu_un(django_assert_num_queries):
    direction = creer_direction()
    assert direction.droits.peut_piloter  # lus une fois, hors du compte
    for nombre in (1, 5):
        for _ in range(nombre):
            _deux_fiches(Association.ANVP)
        chercher_les_doublons(timezone.now())
        with django_assert_num_queries(1):
            assert PaireProbable.objects.visibles_par(direction).exists()
