"""Un ouvrier tué net au milieu d'un PDF : rien à moitié fait, et le document se fait quand même."""

import datetime as dt
import hashlib
import signal
import time

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from suivi.evaluations.fabrication import demander, reprendre
from suivi.models import Document
from tests import fabrique
from tests.fabrique_evaluations import creer_evaluation
from tests.processus import DELAI, lancer, passer

pytestmark = pytest.mark.django_db(transaction=True)
EN_CHEMIN = 15  # pour cent : le processus qui dessine a commencé


def _attendre_qu_il_soit_en_chemin(document):
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        document.refresh_from_db()
        if document.avancement >= EN_CHEMIN:
            return
        time.sleep(0.02)
    pytest.fail("La fabrication n’a pas commencé.")


def _fichiers(dossier):
    return [chemin for chemin in dossier.rglob("*") if chemin.is_file()]


def test_un_ouvrier_tue_au_milieu_d_un_pdf_ne_laisse_rien_et_le_suivant_le_fait(tmp_path):
    reglages = {"MEDIA_ROOT": str(tmp_path)}
    for _ in range(20):
        fabrique.creer_etablissement()
    document = demander(creer_evaluation(), par=None, forme="ua")
    with lancer("db_worker", "--interval", "0.1", **reglages) as ouvrier:
        _attendre_qu_il_soit_en_chemin(document)
        ouvrier.send_signal(signal.SIGKILL)
    assert ouvrier.returncode == -signal.SIGKILL
    document.refresh_from_db()
    assert (document.fini_le, document.fichier.name, document.sha256) == (None, "", "")
    assert _fichiers(tmp_path) == []
    assert DBTaskResult.objects.get().status == "RUNNING"

    assert reprendre(timezone.now() + dt.timedelta(minutes=11))["documents_repris"] == 1
    passer("db_worker", "--batch", "--interval", "0", **reglages)
    document = Document.objects.get()
    [fichier] = _fichiers(tmp_path)
    assert document.avancement == 100
    assert document.fini_le
    assert hashlib.sha256(fichier.read_bytes()).hexdigest() == document.sha256
    assert fichier.stat().st_size == document.taille
