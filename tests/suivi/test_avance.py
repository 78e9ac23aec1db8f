"""Un processus qui démarre lit d'avance la couverture ; sans base, il démarre quand même."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from benevoles.couverture.panorama import pays
from suivi.indicateurs.series import series
from suivi.views.avance import lire_d_avance
from tests.fabrique import creer_etablissement, creer_vp
from tests.fabrique_convention import charger_la_convention

RACINE = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_la_premiere_page_ne_relit_pas_la_couverture(django_assert_num_queries):
    creer_vp(etablissement=creer_etablissement())
    lire_d_avance()

    with django_assert_num_queries(1):  # la version des données
        lu = pays(le=localdate())
        assert len(lu.couvertures) == lu.bilans[None].etablissements == 1
        assert lu.alertes.anomalies


def test_sans_base_le_processus_demarre_et_le_dit(tmp_path):
    absente = f"postgres://personne@/{tmp_path}/rien"
    demarre = subprocess.run(
        [sys.executable, "-c", "import partenariat.wsgi; print('démarré')"],
        cwd=RACINE,
        env={"DATABASE_URL": absente, "SECRET_KEY": "essai", "PATH": "/usr/bin", "HTTPS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert demarre.stdout == "démarré\n", demarre.stderr
    assert "couverture non lue d’avance" in demarre.stderr


@pytest.mark.django_db
def test_les_anniversaires_que_comparent_les_indicateurs_sont_lus_la_nuit():
    """Un autre processus n'en relit rien : ni affectations du jour, ni agréments."""
    creer_vp(etablissement=creer_etablissement())
    convention = charger_la_convention()
    call_command("taches_quotidiennes", verbosity=0)

    with CaptureQueriesContext(connection) as requetes:
        toutes = series(convention, le=dt.date(2020, 1, 1))

    assert any(serie.annees for serie in toutes)
    assert not [r["sql"] for r in requetes if "habilitation" in r["sql"]]
