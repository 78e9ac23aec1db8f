"""Un ouvrier tué net au milieu d'un envoi : rien de perdu, et un seul courriel."""

import datetime as dt
import signal
import socketserver
import threading

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from engagements.models import Avis, Nature
from engagements.nuit import controler_les_demandes
from tests.fabrique import creer_agent_spip
from tests.fabrique_demandes import creer_demande_au_spip
from tests.processus import DELAI, lancer, passer

pytestmark = pytest.mark.django_db(transaction=True)


class Courrier(socketserver.ThreadingTCPServer):
    """Un serveur SMTP. Muet, il reçoit le message et ne répond pas : l'envoi reste ouvert."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Dialogue)
        self.recus, self.muet, self.au_milieu = [], False, threading.Event()


class Dialogue(socketserver.StreamRequestHandler):
    def handle(self):
        self._dire(220)
        for ligne in self.rfile:
            if ligne.upper().startswith(b"QUIT"):
                self._dire(221)
            elif ligne.upper().startswith(b"DATA"):
                self._dire(354)
                self._recevoir()
            else:
                self._dire(250)

    def _recevoir(self):
        message = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self.server.muet:
            self.server.au_milieu.set()
            return
        self.server.recus.append(message.decode())
        self._dire(250)

    def _dire(self, code):
        self.wfile.write(b"%d essai\r\n" % code)


@pytest.fixture
def courrier():
    with Courrier() as serveur:
        fil = threading.Thread(target=serveur.serve_forever, daemon=True)
        fil.start()
        yield serveur
        serveur.shutdown()
        fil.join()


def _smtp(courrier):
    return {"EMAIL_URL": f"smtp://127.0.0.1:{courrier.server_address[1]}"}


def _redemarrer(courrier):
    """Le lendemain : la nuit, puis un ouvrier tout neuf."""
    hier = timezone.now() - dt.timedelta(days=1)
    Avis.objects.update(cree_le=hier, commence_le=hier)
    passer("taches_quotidiennes", **_smtp(courrier))
    passer("db_worker", "--batch", "--interval", "0", **_smtp(courrier))


def test_un_ouvrier_tue_au_milieu_d_un_envoi_l_avis_part_une_fois_apres_le_redemarrage(courrier):
    agent = creer_agent_spip(spip=(demande := creer_demande_au_spip()).etablissement.spip)
    Avis.objects.all().delete()
    DBTaskResult.objects.all().delete()
    controler_les_demandes(timezone.now() + dt.timedelta(days=7))
    avis = Avis.objects.get(nature=Nature.RELANCE, compte=agent)

    courrier.muet = True
    with lancer("db_worker", "--interval", "0.1", **_smtp(courrier)) as ouvrier:
        assert courrier.au_milieu.wait(DELAI)
        ouvrier.send_signal(signal.SIGKILL)
    assert ouvrier.returncode == -signal.SIGKILL
    avis.refresh_from_db()
    assert (bool(avis.commence_le), avis.envoye_le, avis.essais) == (True, None, 1)
    assert DBTaskResult.objects.get().status == "RUNNING"

    courrier.muet = False
    for _ in range(2):
        _redemarrer(courrier)

    [message] = courrier.recus
    assert agent.email in message
    assert demande.reference not in message
    avis.refresh_from_db()
    assert (bool(avis.envoye_le), avis.essais, avis.erreur) == (True, 2, "")
