"""Le tableau de bord se garde en mémoire et chez qui l'a lu : jamais au-delà de ce qui a changé."""

import re

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.demandes.nombres import reponses_recentes
from engagements.models import Reponse, Transmission
from partenariat import models as socle
from partenariat.models import Association, Changement
from tests.fabrique import creer_cp, creer_direction, creer_etablissement, creer_president, creer_vp
from tests.fabrique_demandes import creer_demande_au_spip, creer_demande_soumise

pytestmark = pytest.mark.django_db
PAGE = "/tableau-de-bord/"


def _lire(client):
    client.get(PAGE)  # pose le jeton des formulaires, que l'étiquette suit
    return client.get(PAGE)


def _relire(client, premiere):
    return client.get(PAGE, headers={"If-None-Match": premiere["ETag"]})


def _corps(reponse):
    return re.search(r"<h1>.*</main>", reponse.content.decode(), re.S)[0]


def test_une_page_deja_lue_ne_repart_pas(connecte):
    client = connecte(creer_direction())
    premiere = _lire(client)

    reponse = _relire(client, premiere)

    assert (reponse.status_code, reponse.content) == (304, b"")
    assert reponse["Cache-Control"] == premiere["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("ecrire", "vu"),
    [
        (creer_etablissement, "établissements ouverts</dt>"),
        (creer_cp, "CP Auxilia affectés</dt>"),
        (lambda: [creer_demande_soumise() for _ in range(5)], "demandes</dt>"),
    ],
)
def test_une_ecriture_se_lit_aussitot(connecte, ecrire, vu):
    client = connecte(creer_direction())
    premiere = _lire(client)
    ecrire()

    reponse = _relire(client, premiere)

    assert reponse.status_code == 200
    avant, apres = (_corps(r).split(vu)[1][:400] for r in (premiere, reponse))
    assert avant != apres


def test_le_corps_est_le_meme_pour_tous_les_membres_et_n_est_a_personne(connecte):
    creer_vp(etablissement=creer_etablissement())
    comptes = [creer_direction(), creer_direction(association=Association.AUXILIA)]
    premiere, seconde = (connecte(compte).get(PAGE) for compte in comptes)
    chez_un_president = connecte(creer_president()).get(PAGE)

    assert _corps(premiere) == _corps(seconde)
    assert not any(c.email in _corps(premiere) or str(c) in _corps(premiere) for c in comptes)
    assert "Par SPIP et par DISP" in _corps(premiere)
    assert "Par SPIP et par DISP" not in _corps(chez_un_president)


def test_ce_qu_un_autre_a_lu_ne_vaut_pas_pour_soi(connecte):
    premiere = connecte(creer_direction()).get(PAGE)

    reponse = _relire(connecte(creer_direction(association=Association.AUXILIA)), premiere)

    assert reponse.status_code == 200


def test_un_message_en_attente_se_lit(connecte):
    client = connecte(creer_direction())
    premiere = _lire(client)

    reponse = client.get(f"{PAGE}?au=trente", headers={"If-None-Match": premiere["ETag"]})

    assert "n’est pas utilisable" in reponse.content.decode()
    assert "ETag" not in reponse


def test_les_reponses_du_spip_se_relisent_quand_une_demande_change(django_assert_num_queries):
    creer_demande_au_spip()
    jour = localdate()
    avant = reponses_recentes(le=jour)

    with django_assert_num_queries(1):
        assert reponses_recentes(le=jour) is avant
    maintenant = timezone.now()
    Transmission.objects.update(
        repondue_le=maintenant, jour=jour, reponse=Reponse.AVAL, canal="courriel"
    )
    apres = reponses_recentes(le=jour)

    assert (avant.avalisees, apres.avalisees) == (0, 1)
    with transaction.atomic():
        Transmission.objects.all().delete()
        assert reponses_recentes(le=jour).avalisees == 0
        transaction.set_rollback(True)
    assert reponses_recentes(le=jour).avalisees == 1
    creer_demande_soumise()
    assert reponses_recentes(le=jour).deposees == apres.deposees + 1 == 2


def test_la_nuit_n_oublie_pas_qu_une_demande_a_change(monkeypatch):
    monkeypatch.setattr(socle, "DEMANDES_GARDEES", 1)
    creer_demande_soumise()
    jour = localdate()
    assert reponses_recentes(le=jour).deposees == 1

    assert Changement.objects.raccourcir() > 0
    creer_demande_soumise()

    assert reponses_recentes(le=jour).deposees == 2
