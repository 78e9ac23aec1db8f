"""Un courriel revenu : noté là où il partit, montré à qui peut corriger, et plus rien n'y part."""

import datetime as dt
import io
import re
import socketserver
import ssl
import string
import threading
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from benevoles.invitations import accepter
from engagements.courriels import envoyer
from engagements.models import Avis
from engagements.retours.noter import noter_les_retours
from partenariat.models import AdresseEnEchec, Passage
from partenariat.retours.boite import adresse_sure, relever
from partenariat.retours.marques import marquer
from suivi.attendus import attendus
from suivi.vie_privee.nuit import effacer_ce_qui_a_servi
from tests import fabrique
from tests.fabrique_demandes import creer_boite

pytestmark = pytest.mark.django_db
MODELES = Path(__file__).parents[1] / "retours"
SERVEURS = ["postfix", "exchange", "gmail"]
ADRESSE = "camille@ailleurs.invalid"
MAINTENANT = timezone.now()


def _avis(adresse=ADRESSE, compte=None):
    """Un avis, et le « Message-ID » sous lequel il est parti."""
    avis = Avis.objects.create(
        compte=compte,
        adresse=adresse,
        nature="rappel",
        rythme="immediat",
        cle=f"essai-{Avis.objects.count()}",
        cree_le=MAINTENANT,
    )
    return avis


def _partir(avis):
    assert envoyer([avis.cle]) == 1
    return mail.outbox[-1].message()["Message-ID"]


def _revenu(serveur, marque, *, adresse=ADRESSE, origine=None, statut="5.1.1", action="failed"):
    modele = string.Template((MODELES / f"{serveur}.eml").read_text("utf-8"))
    valeurs = {"adresse": adresse, "origine": origine or adresse, "marque": marque}
    texte = modele.substitute(**valeurs, statut=statut, action=action)
    return texte.replace("\n", "\r\n").encode()


def _noter(octets):
    return noter_les_retours(octets, maintenant=MAINTENANT)


@pytest.mark.parametrize("serveur", SERVEURS)
def test_une_adresse_inconnue_se_note_et_plus_rien_n_y_part(serveur):
    avis, suivant = _avis("Camille@Ailleurs.invalid"), _avis()

    assert _noter(_revenu(serveur, _partir(avis))) == 1
    avis.refresh_from_db()
    assert (avis.revenu_le, avis.erreur) == (MAINTENANT, "adresse inconnue")
    assert AdresseEnEchec.objects.get().adresse == ADRESSE

    assert envoyer([suivant.cle]) == 0
    assert len(mail.outbox) == 1
    suivant.refresh_from_db()
    assert (suivant.envoye_le, suivant.erreur) == (None, "adresse inconnue")
    assert not Avis.objects.a_envoyer().exists()


@pytest.mark.parametrize("serveur", SERVEURS)
@pytest.mark.parametrize(
    ("statut", "motif"),
    [
        ("4.4.7", "son serveur ne répond pas"),
        ("4.2.2", "boîte pleine"),
        ("5.7.1", "refusé par son serveur"),  # ce courriel, pas l'adresse
        ("5.1.8", "refusé par son serveur"),  # l'expéditeur
        ("5.3.4", "refusé par son serveur"),  # trop gros
        ("5.4.6", "refusé par son serveur"),  # une boucle
    ],
)
def test_un_echec_passager_se_note_sans_arreter_les_suivants(serveur, statut, motif):
    avis = _avis()
    assert _noter(_revenu(serveur, _partir(avis), statut=statut)) == 1
    avis.refresh_from_db()
    assert (avis.revenu_le, avis.erreur) == (MAINTENANT, motif)

    assert envoyer([_avis().cle]) == 1


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_un_courriel_qui_tarde_ou_qui_arrive_n_est_pas_revenu(action):
    marque = _partir(_avis())
    assert _noter(_revenu("postfix", marque, action=action, statut="4.4.1")) == 0
    assert not Avis.objects.exclude(revenu_le=None).exists()


def test_un_courriel_reexpedie_ailleurs_se_note_a_l_adresse_d_origine():
    marque = _partir(_avis())
    retour = _revenu("gmail", marque, adresse="autre@plus.invalid", origine=ADRESSE)

    assert _noter(retour) == 1
    assert AdresseEnEchec.objects.get().adresse == ADRESSE


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\x00 pas un courriel",
        b"Subject: bonjour\r\n\r\nJe serai absent.",
        _revenu("postfix", "<20261128.1@ailleurs.invalid>"),
        _revenu("gmail", f"<avis1.{'0' * 40}@localhost>"),
    ],
)
def test_ce_qui_n_est_pas_une_reponse_a_nos_courriels_ne_fait_rien(octets):
    assert _noter(octets) == 0
    assert not AdresseEnEchec.objects.exists()


@pytest.mark.parametrize(
    "octets",
    [
        b"Content-Type: message/rfc822\r\n\r\n" * 3000,
        b"Content-Type: multipart/report; boundary*" + b"9" * 5000 + b"=b\r\n\r\n",
    ],
)
def test_un_courriel_illisible_n_arrete_pas_les_suivants(octets, imap):
    imap.boite |= {1: [octets, []], 2: [_revenu("postfix", marquer(ADRESSE)), []]}
    assert "Courriels lus : 2. Retours notés : 1." in _relever()
    assert imap.boite == {1: [octets, [b"Seen"]]}


def test_un_courriel_qui_arrete_le_passage_n_arrete_pas_le_suivant(imap, settings):
    def traiter(octets):
        raise MemoryError

    imap.boite |= {1: [b"", []]}
    with pytest.raises(MemoryError):
        relever(settings.RETOURS_IMAP, traiter)
    assert imap.boite == {1: [b"", [b"Seen"]]}


def test_un_avis_fait_pour_nous_occuper_se_lit_vite():
    """Cinquante marques, cinq cents adresses et cinquante destinataires : un million de preuves."""
    marques = " ".join(f"<avis{n}.{'0' * 40}@localhost>" for n in range(50))
    adresses = ", ".join(f"a{n}@ailleurs.invalid" for n in range(500))
    bloc = f"Final-Recipient: rfc822; {ADRESSE}\nAction: failed\nStatus: 5.1.1\n\n"
    entetes = f"References: {marques}\nTo: {adresses}\nContent-Type: message/delivery-status\n\n"
    debut = time.process_time()
    assert _noter((entetes + bloc * 50).encode()) == 0
    assert time.process_time() - debut < 1


def test_un_faux_retour_ne_fait_pas_taire_les_courriels_d_un_autre():
    """Qui a reçu un courriel en connaît la marque : elle ne prouve que sa propre adresse."""
    marque = _partir(_avis("curieux@ailleurs.invalid"))
    assert _noter(_revenu("postfix", marque, adresse="president@ailleurs.invalid")) == 0


def test_le_meme_retour_deux_fois_n_en_fait_qu_un_et_une_autre_adresse_suffit():
    president, fiche = _president_et_fiche()
    octets = _revenu("exchange", marquer(ADRESSE))
    assert [_noter(octets), _noter(octets)] == [1, 1]
    assert AdresseEnEchec.objects.count() == 1
    assert [a.adresse for a in _revenus_pour(president)] == [fiche.get_absolute_url()]

    fiche.courriel = "nouvelle@ailleurs.invalid"
    fiche.enregistrer(par=president, champs=["courriel"])
    assert _revenus_pour(president) == []


def _president_et_fiche():
    president, fiche = fabrique.creer_president_et_visiteur()
    fiche.courriel = "Camille@ailleurs.invalid"
    fiche.enregistrer(par=president, champs=["courriel"])
    return president, fiche


def _revenus_pour(compte):
    return [a for a in attendus(compte, le=localdate()) if "reviennent" in a.phrase]


def test_qui_tient_la_fiche_le_voit_la_reprend_et_les_autres_non(connecte):
    president, fiche = _president_et_fiche()
    _noter(_revenu("gmail", marquer(ADRESSE)))
    assert len(_revenus_pour(president)) == 1
    client = connecte(president)
    assertContains(client.get(fiche.get_absolute_url()), "adresse inconnue")
    adresse = reverse("personne_courriel_repris", args=[fiche.pk])
    assert connecte(fabrique.creer_president()).post(adresse).status_code == 404
    page = client.post(adresse, follow=True)
    assertNotContains(page, "adresse inconnue")
    assert not AdresseEnEchec.objects.exists()


def test_les_directions_voient_les_comptes_et_les_boites():
    direction = fabrique.creer_direction()
    delegue = fabrique.creer_delegue()
    boite = creer_boite(spip=fabrique.creer_spip())
    assert _revenus_pour(direction) == []
    for adresse in (delegue.email, boite.courriel):
        _noter(_revenu("postfix", marquer(adresse), adresse=adresse.lower()))

    phrases = " ".join(a.phrase for a in _revenus_pour(direction))
    assert str(delegue) in phrases
    assert str(boite.spip) in phrases
    assert _revenus_pour(fabrique.creer_president()) == []


def test_les_directions_y_reprennent_un_compte_sans_fiche_et_une_boite(connecte):
    delegue = fabrique.creer_delegue()
    boite = creer_boite(spip=fabrique.creer_spip(), courriel="Service@ailleurs.invalid")
    for adresse in (delegue.email, boite.courriel):
        AdresseEnEchec.objects.create(adresse=adresse.lower(), le=MAINTENANT, motif="inconnue")
    direction = fabrique.creer_direction()
    client = connecte(direction)
    reprises = {reverse("compte_courriel_repris", args=[delegue.pk]), _reprise(boite)}
    for a_faire in _revenus_pour(direction):
        page = client.get(a_faire.adresse).content.decode()
        [reprise] = reprises & set(re.findall(r'action="([^"]+)"', page))
        assertNotContains(client.post(reprise, follow=True), "reviennent")
    assert not AdresseEnEchec.objects.exists()


def _reprise(boite):
    return reverse("boite_reprise", args=[boite.pk])


def test_un_agent_reprend_la_boite_de_son_service_et_aucune_autre(connecte):
    boite = creer_boite(spip=fabrique.creer_spip())
    AdresseEnEchec.objects.create(adresse=boite.courriel, le=MAINTENANT, motif="pleine")
    autre = connecte(fabrique.creer_agent_spip())
    assert autre.post(_reprise(boite)).status_code == 404
    client = connecte(fabrique.creer_agent_spip(spip=boite.spip))
    page = reverse("boites_spip", args=[boite.spip.code])
    assertContains(client.get(page), "boîte pleine")
    assertNotContains(client.post(_reprise(boite), follow=True), "boîte pleine")


def test_une_adresse_commune_ajoutee_expres_s_essaie_de_nouveau(connecte):
    spip = fabrique.creer_spip()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="inconnue")
    donnees = {"courriel": ADRESSE.upper(), "debut": f"{localdate():%d/%m/%Y}"}
    page = reverse("boites_spip", args=[spip.code])
    connecte(fabrique.creer_agent_spip(spip=spip)).post(page, donnees)
    assert not AdresseEnEchec.objects.exists()


def _inviter(client, fiche, *, courriel=ADRESSE):
    adresse = reverse("invitation_nouvelle") + f"?benevole={fiche.pk}"
    return client.post(adresse, {"courriel": courriel.upper()}, follow=True)


def test_une_invitation_ne_dit_pas_a_qui_l_ignore_qu_une_adresse_a_deja_servi(
    connecte, django_capture_on_commit_callbacks
):
    president, fiche = fabrique.creer_president_et_visiteur()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=timezone.now(), motif="inconnue")
    client = connecte(president)
    with django_capture_on_commit_callbacks(execute=True):
        assertNotContains(_inviter(client, fiche), "revenus")
    assert [m.to for m in mail.outbox] == [[ADRESSE]]

    AdresseEnEchec.objects.update(le=timezone.now())  # cette fois, c'est la sienne qui revient
    relance = reverse("invitation_relance", args=[fiche.invitations.get().pk])
    assertContains(client.post(relance, follow=True), "sont revenus")


def test_une_invitation_part_a_une_adresse_en_echec_et_le_dit_a_qui_tient_la_fiche(
    connecte, django_capture_on_commit_callbacks
):
    president, fiche = _president_et_fiche()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="inconnue")
    with django_capture_on_commit_callbacks(execute=True):
        assertContains(_inviter(connecte(president), fiche), "sont revenus")
    assert [m.to for m in mail.outbox] == [[ADRESSE]]


def test_une_invitation_acceptee_prouve_que_l_adresse_recoit():
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="pleine")
    invitation, _ = fabrique.creer_invitation(courriel=ADRESSE)
    compte = fabrique.creer_compte(email=ADRESSE)
    accepter(invitation, compte=compte, le=localdate(), maintenant=MAINTENANT)
    assert not AdresseEnEchec.objects.exists()


def test_trois_mois_apres_on_y_ecrit_de_nouveau():
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="pleine")
    effacer_ce_qui_a_servi(MAINTENANT + dt.timedelta(days=80))
    assert AdresseEnEchec.objects.exists()
    effacer_ce_qui_a_servi(MAINTENANT + dt.timedelta(days=95))
    assert not AdresseEnEchec.objects.exists()


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
        1: [_revenu("postfix", marquer(ADRESSE)), []],
        2: [b"Subject: Question\r\n\r\nBonjour", []],
    }
    assert "Courriels lus : 2. Retours notés : 1." in _relever()
    assert imap.boite == {2: [b"Subject: Question\r\n\r\nBonjour", [b"Seen"]]}
    assert "Courriels lus : 0" in _relever()
    assert AdresseEnEchec.objects.count() == 1
    assert Passage.objects.get(travail="retours").a_reussi


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
        .not_valid_before(MAINTENANT - jour)
        .not_valid_after(MAINTENANT + jour)
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
