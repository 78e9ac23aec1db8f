"""Le courriel d'essai : il part vraiment, ou dit pourquoi."""

import io
import socketserver
import threading

import pytest
from django.core.management import CommandError, call_command

from partenariat.models import Passage

pytestmark = pytest.mark.django_db


class _Echange(socketserver.StreamRequestHandler):
    def handle(self):
        self._dire(b"220")
        for ligne in self.rfile:
            verbe = ligne.split()[0].split(b":")[0].upper()
            self._dire(self.server.reponses.get(verbe, b"250"))
            if verbe == b"DATA":
                self.server.recus.append(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self._dire(b"250")
            if verbe == b"QUIT":
                return

    def _dire(self, code):
        self.wfile.write(code + b" essai\r\n")


@pytest.fixture
def serveur(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echange) as courrier:
        courrier.recus = []
        courrier.reponses = {b"DATA": b"354", b"QUIT": b"221"}
        fil = threading.Thread(target=courrier.serve_forever, daemon=True)
        fil.start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = courrier.server_address
        yield courrier
        courrier.shutdown()
        fil.join()


def _essayer():
    sortie = io.StringIO()
    call_command("essayer_courriel", "camille@exemple.invalid", stdout=sortie)
    return sortie.getvalue()


def test_il_part_et_le_retient(serveur):
    assert "Le serveur l’a accepté" in _essayer()

    [recu] = serveur.recus
    assert "To: camille@exemple.invalid" in recu
    assert Passage.objects.get(travail="courriel").a_reussi


@pytest.mark.parametrize(
    ("verbe", "code", "phrase"),
    [(b"MAIL", b"550", "COURRIEL_EXPEDITEUR"), (b"RCPT", b"550", "destinataire")],
)
def test_le_refus_du_serveur_se_dit(serveur, verbe, code, phrase):
    serveur.reponses[verbe] = code

    with pytest.raises(CommandError, match=phrase):
        _essayer()
    assert not Passage.objects.get(travail="courriel").a_reussi


def test_un_serveur_sans_authentification_le_dit(serveur, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "nom", "secret"

    with pytest.raises(CommandError, match="ne sait pas ce qu’on lui demande"):
        _essayer()


def test_personne_n_ecoute(serveur, settings):
    settings.EMAIL_PORT = 1

    with pytest.raises(CommandError, match="rien n’écoute"):
        _essayer()


def test_sans_serveur_regle_il_dit_quoi_donner():
    with pytest.raises(CommandError, match="EMAIL_URL"):
        _essayer()
