"""La boîte où les courriels reviennent : relevée sans s'arrêter, et sans donner son secret."""

import datetime as dt
import io
import re
import socketserver
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from partenariat.models import AdresseEnEchec, Passage
from partenariat.retours.boite import adresse_sure, relever
from partenariat.retours.marques import marquer
from tests.fabrique_retours import ADRESSE, revenu

pytestmark = pytest.mark.django_db


class _Imap(socketserver.StreamRequestHandler):
    """Ce qu'il faut d'IMAP pour relever `boite` : {numéro: [octets, drapeaux]}."""

    def handle(self):
        self.wfile.write(b"* OK IMAP4rev1\r\n")
        for ligne in self.rfile:
            etiquette, verbe, *reste = ligne.split(None, 3)
            if verbe.upper() == b"UID":
                verbe = reste[0]
            suite = getattr(self, f"_{verbe.decode().lower()}", lambda *_: b"")(ligne)
            self.wfile.write(suite + etiquette + b" OK fait\r\n")
            if verbe == b"LOGOUT":
                return

    def _capability(self, ligne):
        return b"* CAPABILITY IMAP4rev1\r\n"

    def _select(self, ligne):
        return b"* %d EXISTS\r\n" % len(self.server.boite)

    def _search(self, ligne):
        non_lus = [n for n, (_, drapeaux) in self.server.boite.items() if not drapeaux]
        return b"* SEARCH " + b" ".join(b"%d" % n for n in non_lus) + b"\r\n"

    def _fetch(self, ligne):
        octets = self.server.boite[int(ligne.split()[3])][0]
        return b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%b)\r\n" % (len(octets), octets)

    def _store(self, ligne):
        self.server.boite[int(ligne.split()[3])][1].extend(re.findall(rb"\\(\w+)", ligne))
        return b""

    def _expunge(self, ligne):
        for numero, (_, drapeaux) in list(self.server.boite.items()):
            if b"Deleted" in drapeaux:
                del self.server.boite[numero]
        return b""


@pytest.fixture
def imap(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Imap) as serveur:
        serveur.boite = {}
        settings.RETOURS_IMAP = "imap://nom:se%2Fcret@{}:{}".format(*serveur.server_address)
        fil = threading.Thread(target=serveur.serve_forever, daemon=True)
        fil.start()
        yield serveur
        serveur.shutdown()
        fil.join()


def _relever():
    sortie = io.StringIO()
    call_command("courriels_revenus", "--boite", stdout=sortie)
    return sortie.getvalue()


def test_la_boite_se_releve_une_fois_et_ce_qui_n_est_pas_un_retour_y_reste(imap):
    imap.boite |= {
        1: [revenu("postfix", marquer(ADRESSE)), []],
        2: [b"Subject: Question\r\n\r\nBonjour", []],
    }
    assert "Courriels lus : 2. Retours notés : 1." in _relever()
    assert imap.boite == {2: [b"Subject: Question\r\n\r\nBonjour", [b"Seen"]]}
    assert "Courriels lus : 0" in _relever()
    assert AdresseEnEchec.objects.count() == 1
    assert Passage.objects.get(travail="retours").a_reussi


@pytest.mark.parametrize(
    "octets",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Type: multipart/report; boundary*" + b"9" * 5000 + b"=b\r\n\r\n",
    ],
)
def test_un_courriel_illisible_n_arrete_pas_les_suivants(octets, imap):
    imap.boite |= {1: [octets, []], 2: [revenu("postfix", marquer(ADRESSE)), []]}
    assert "Courriels lus : 2. Retours notés : 1." in _relever()
    assert imap.boite == {1: [octets, [b"Seen"]]}


def test_un_courriel_qui_arrete_le_passage_n_arrete_pas_le_suivant(imap, settings):
    def traiter(octets):
        raise MemoryError

    imap.boite |= {1: [b"", []]}
    with pytest.raises(MemoryError):
        relever(settings.RETOURS_IMAP, traiter)
    assert imap.boite == {1: [b"", [b"Seen"]]}


def test_une_boite_muette_sort_en_erreur_sans_citer_le_secret(settings):
    settings.RETOURS_IMAP = "imap://nom:secret@127.0.0.1:1"
    with pytest.raises(CommandError, match="ne répond pas") as panne:
        _relever()
    assert "secret" not in str(panne.value)
    assert not Passage.objects.get(travail="retours").a_reussi


@pytest.fixture
def certificat(tmp_path):
    """Un fichier : la clé d'un serveur « localhost », et le certificat qu'il s'est signé."""
    cle, jour = ec.generate_private_key(ec.SECP256R1()), dt.timedelta(days=1)
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    signe = (
        x509.CertificateBuilder(nom, nom, cle.public_key(), x509.random_serial_number())
        .not_valid_before(timezone.now() - jour)
        .not_valid_after(timezone.now() + jour)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(cle, hashes.SHA256())
    )
    pem, sans_code = serialization.Encoding.PEM, serialization.NoEncryption()
    privee = cle.private_bytes(pem, serialization.PrivateFormat.PKCS8, sans_code)
    fichier = tmp_path / "certificat.pem"
    fichier.write_bytes(privee + signe.public_bytes(pem))
    return fichier


def test_la_boite_ne_donne_le_secret_qu_a_un_serveur_dont_le_certificat_est_sur(
    imap, certificat, settings, monkeypatch
):
    surete = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    surete.load_cert_chain(certificat)
    imap.socket = surete.wrap_socket(imap.socket, server_side=True)
    settings.RETOURS_IMAP = f"imaps://nom:secret@localhost:{imap.server_address[1]}"
    with pytest.raises(CommandError, match="SSLCertVerificationError"):
        _relever()

    monkeypatch.setenv("SSL_CERT_FILE", str(certificat))
    assert "Courriels lus : 0" in _relever()


@pytest.mark.parametrize(
    "reglage", ["imap://n:s@imap.exemple.org", "imaps://imap.exemple.org", "https://n:s@a"]
)
def test_une_boite_mal_reglee_ou_en_clair_empeche_de_demarrer(reglage):
    with pytest.raises(ImproperlyConfigured, match="RETOURS_IMAP"):
        adresse_sure(reglage)
