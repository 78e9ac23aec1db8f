"""L'antivirus : chaque fichier reçu lui est montré, et rien n'est gardé sans sa réponse."""

import socketserver
import struct
import threading

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from benevoles.models import Import
from engagements.models import Action, Piece
from partenariat.antivirus import EICAR, INFECTE, MUET, adresse
from partenariat.televersements import ChampFichier
from suivi.etat.constats import Niveau, constats
from suivi.etat.mesures import mesurer
from tests import fabrique, fabrique_actions

pytestmark = pytest.mark.django_db
SAIN = b"Nom;Pr\xc3\xa9nom\nMartin;Anne\n"


class _Clamd(socketserver.StreamRequestHandler):
    """Ce que clamd répond à PING et à INSTREAM ; il reconnaît le fichier d'essai."""

    def handle(self):
        if self._lire_jusqu_a_zero() == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        contenu = b"".join(iter(self._morceau, b""))
        self.server.recus.append(contenu)
        vu = b"Eicar-Test-Signature FOUND" if EICAR in contenu else b"OK"
        self.wfile.write((self.server.reponse or b"stream: " + vu) + b"\0")

    def _lire_jusqu_a_zero(self):
        return b"".join(iter(lambda: self.rfile.read(1), b"\0"))

    def _morceau(self):
        [taille] = struct.unpack("!I", self.rfile.read(4))
        return self.rfile.read(taille)


@pytest.fixture(params=["reseau", "socket"])
def clamd(request, settings, tmp_path):
    if request.param == "reseau":
        serveur = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd)
        reglage = "clamd://{}:{}".format(*serveur.server_address)
    else:
        chemin = tmp_path / "clamd.ctl"
        serveur = socketserver.ThreadingUnixStreamServer(str(chemin), _Clamd)
        reglage = f"clamd://{chemin}"
    serveur.recus, serveur.reponse = [], b""
    settings.ANTIVIRUS = adresse(reglage)
    with serveur:
        fil = threading.Thread(target=serveur.serve_forever, daemon=True)
        fil.start()
        yield serveur
        serveur.shutdown()
        fil.join()


def _joindre(client, compte, contenu, nom="notes.txt"):
    action = fabrique_actions.creer_action(cree_par=compte)
    adresse_ = reverse("piece_nouvelle", args=["action", action.pk])
    return client.post(adresse_, {"fichier": fabrique_actions.fichier(nom, contenu)})


def _importer(client, contenu):
    fichier = SimpleUploadedFile("liste.csv", contenu)
    return client.post(reverse("imports"), {"sorte": "personnes", "fichier": fichier})


def test_un_fichier_sain_est_montre_en_entier_puis_garde(connecte, clamd):
    compte, contenu = fabrique.creer_direction(), b"a" * 200_000
    assert _joindre(connecte(compte), compte, contenu).status_code == 302

    assert clamd.recus == [contenu]
    with Piece.objects.get().fichier.open() as garde:
        assert garde.read() == contenu


def test_un_fichier_infecte_est_refuse_a_chaque_porte(connecte, clamd, caplog):
    compte = fabrique.creer_direction()
    client = connecte(compte)
    pages = [
        _joindre(client, compte, EICAR, nom="Rapport de Camille.txt"),
        _importer(client, EICAR),
        Client().post(reverse("verification"), {"fichier": SimpleUploadedFile("a.pdf", EICAR)}),
    ]
    assert [INFECTE in page.content.decode() for page in pages] == [True] * 3

    assert not Piece.objects.exists()
    assert not Import.objects.exists()
    notes = [r for r in caplog.records if r.name == "partenariat.antivirus"]
    assert [r.faits for r in notes] == [{"virus": "Eicar-Test-Signature", "octets": 68}] * 3
    assert "Camille" not in caplog.text


@pytest.mark.parametrize("reponse", [b"INSTREAM size limit exceeded. ERROR", b"stream: ", b"\xff"])
def test_une_reponse_imprevue_vaut_refus(connecte, clamd, reponse):
    clamd.reponse = reponse
    assert MUET in _importer(connecte(fabrique.creer_direction()), SAIN).content.decode()
    assert not Import.objects.exists()


def test_un_antivirus_arrete_fait_tout_refuser_et_la_saisie_reste(connecte, settings, tmp_path):
    settings.ANTIVIRUS = str(tmp_path / "absent.ctl")
    compte = fabrique.creer_direction()
    client = connecte(compte)
    pages = [_joindre(client, compte, SAIN), _importer(client, SAIN)]

    assert [MUET in page.content.decode() for page in pages] == [True] * 2
    assert not Piece.objects.exists()
    assert not Import.objects.exists()
    assert Action.objects.count() == 1


def test_un_fichier_trop_gros_ne_lui_est_pas_montre(connecte, clamd):
    compte = fabrique.creer_direction()
    page = _joindre(connecte(compte), compte, b"a" * (11 * 1024 * 1024))

    assert "10 Mo au plus" in page.content.decode()
    assert clamd.recus == []


def test_l_etat_du_systeme_le_dit(clamd, settings):
    def niveau():
        faits = constats(mesurer(timezone.now()))
        return next(c.niveau for c in faits if c.sujet == "Antivirus")

    def mesure():
        return Client().get(reverse("metriques")).content.decode()

    assert niveau() == Niveau.BON
    assert "partenariat_antivirus_muet 0.0" in mesure()
    settings.ANTIVIRUS = ("127.0.0.1", 1)
    assert niveau() == Niveau.AGIR
    assert "partenariat_antivirus_muet 1.0" in mesure()
    settings.ANTIVIRUS = None
    assert niveau() == Niveau.BON


@pytest.mark.parametrize(
    "reglage", ["127.0.0.1:3310", "clamd://127.0.0.1", "clamd://", "clamd://a:b", "http://a:1"]
)
def test_un_reglage_illisible_empeche_de_demarrer(reglage):
    with pytest.raises(ImproperlyConfigured, match="ANTIVIRUS"):
        adresse(reglage)


def test_aucun_formulaire_ne_recoit_de_fichier_par_un_autre_champ():
    assert get_resolver().url_patterns  # toutes les vues, donc tous les formulaires, sont lus
    fautes = {
        f"{formulaire.__module__}.{formulaire.__name__}.{nom}"
        for formulaire in _descendants(forms.BaseForm)
        for nom, champ in formulaire.base_fields.items()
        if isinstance(champ, forms.FileField) and not isinstance(champ, ChampFichier)
    }
    assert fautes == set()


def _descendants(classe):
    for fille in classe.__subclasses__():
        if hasattr(fille, "base_fields"):
            yield fille
        yield from _descendants(fille)
