"""Les pièces jointes : ce qu'on refuse, ce qu'on garde, et comment on le rend."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from odfdo import Document
from openpyxl import Workbook

from engagements.models import Action, Piece
from engagements.pieces.controle import ILLISIBLE, MENSONGE, TROP_GROS, TYPE_REFUSE
from engagements.pieces.depot import effacer_les_fichiers_oublies
from partenariat.televersements import LIMITE, ReceptionBornee
from tests import fabrique, fabrique_actions
from tests.fabrique_reunions import creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def auteur():
    return fabrique.creer_direction()


@pytest.fixture
def action(auteur):
    return fabrique_actions.creer_action(cree_par=auteur)


def joindre(client, action, nom, contenu):
    adresse = reverse("piece_nouvelle", args=["action", action.pk])
    return client.post(adresse, {"fichier": fabrique_actions.fichier(nom, contenu)})


def docx(**entrees):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
        for nom, contenu in entrees.items():
            archive.writestr(nom, contenu)
    return sortie.getvalue()


def document(ecrire):
    sortie = io.BytesIO()
    ecrire(sortie)
    return sortie.getvalue()


REFUSES = [
    ("page.html", HTML, TYPE_REFUSE),
    ("dessin.svg", SVG, TYPE_REFUSE),
    ("programme.pdf.exe", PDF, TYPE_REFUSE),
    ("sans-extension", PDF, TYPE_REFUSE),
    ("photo.png", HTML, MENSONGE),
    ("photo.jpg", fabrique_actions.image_png(), MENSONGE),
    ("rapport.pdf", HTML, MENSONGE),
    ("notes.txt", b"\x00\x01binaire", MENSONGE),
    ("photo.png", fabrique_actions.image_png()[:40], ILLISIBLE),
    ("vide.pdf", b"", "Ce fichier est vide"),
    ("lettre.docx", PDF, "abîmé"),
    ("lettre.docx", docx()[:-30], "abîmé"),
    ("lettre.odt", docx(), "abîmé"),
    ("lettre.docx", docx(**{"word/vbaProject.bin": "x"}), "macros"),
    ("lettre.docx", docx(bombe=b"0" * 70_000_000), "trop de données"),
    ("lettre.docx", docx(**{f"n{i}": "" for i in range(2100)}), "trop de données"),
]


@pytest.mark.parametrize(("nom", "contenu", "phrase"), REFUSES, ids=lambda v: str(v)[:20])
def test_un_fichier_dangereux_est_refuse_par_une_phrase(
    connecte, auteur, action, nom, contenu, phrase
):
    page = joindre(connecte(auteur), action, nom, contenu).content.decode()
    assert phrase in page
    assert not Piece.objects.exists()


ACCEPTES = [
    ("Compte rendu.PDF", PDF, "application/pdf"),
    ("photo.png", fabrique_actions.image_png(), "image/png"),
    ("liste.csv", "Né à Alençon;1".encode("cp1252"), "text/csv"),
    ("notes.txt", "L’été.".encode(), "text/plain"),
    ("lettre.docx", docx(), "wordprocessingml"),
    ("chiffres.xlsx", document(Workbook().save), "spreadsheetml"),
    ("lettre.odt", document(Document("text").save), "opendocument.text"),
    ("chiffres.ods", document(Document("spreadsheet").save), "opendocument.spreadsheet"),
]


@pytest.mark.parametrize(("nom", "contenu", "type_mime"), ACCEPTES, ids=lambda v: str(v)[:20])
def test_les_types_courants_sont_gardes_et_rendus_tels_quels(
    connecte, auteur, action, nom, contenu, type_mime
):
    client = connecte(auteur)
    assert joindre(client, action, nom, contenu).status_code == 302

    piece = Piece.objects.get()
    reponse = client.get(piece.get_absolute_url())

    assert type_mime in piece.type_mime
    assert b"".join(reponse.streaming_content) == contenu
    assert reponse["Content-Disposition"].startswith("attachment;")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("envoye", "garde"),
    [
        ("../../x.pdf", "x.pdf"),
        ("..\\..\\windows\\x.pdf", "x.pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("<img src=x>.pdf", "_img src=x_.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("n" * 200 + ".pdf", "n" * 116 + ".pdf"),
    ],
)
def test_le_nom_est_rendu_sur_et_rien_de_lui_n_arrive_sur_le_disque(
    connecte, auteur, action, envoye, garde
):
    joindre(connecte(auteur), action, envoye, PDF)
    piece = Piece.objects.get()
    assert piece.nom == garde
    assert piece.fichier.name.startswith("pieces/")
    assert len(piece.fichier.name) == len("pieces/") + 32


def test_un_fichier_nomme_par_un_chemin_sans_type_est_refuse(connecte, auteur, action):
    assert TYPE_REFUSE in joindre(connecte(auteur), action, "../../x", PDF).content.decode()


def test_un_fichier_de_50_mo_est_refuse(connecte, auteur, action):
    page = joindre(connecte(auteur), action, "gros.pdf", PDF + b"0" * (50 * 1024 * 1024))
    assert TROP_GROS in page.content.decode()
    assert not Piece.objects.exists()


def test_la_suite_d_un_envoi_trop_gros_n_est_gardee_nulle_part():
    reception, morceau = ReceptionBornee(), b"0" * 1024 * 1024
    reception.new_file("fichier", "gros.pdf", "application/pdf", None)
    for rang in range(50):
        reception.receive_data_chunk(morceau, rang * len(morceau))
    recu = reception.file_complete(50 * len(morceau))
    assert recu.size == 50 * len(morceau)
    assert len(recu.read()) == LIMITE
    recu.close()


def test_ce_qui_est_saisi_reste_quand_le_fichier_est_refuse(connecte, auteur):
    prison = fabrique.creer_etablissement()
    fabrique_actions.creer_action()
    envoi = {
        "sujet": "2.1",
        "ou": prison.code,
        "le": "2016-03-02",
        "titre": "Mon titre",
        "description": "Mon texte à garder",
        "par_anvp": "on",
        "fichier": fabrique_actions.fichier("page.html", HTML),
    }
    page = connecte(auteur).post(reverse("action_nouvelle"), envoi).content.decode()
    assert TYPE_REFUSE in page
    assert "Mon texte à garder" in page
    assert "Mon titre" in page
    assert Action.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_retirer_une_piece_efface_son_fichier_apres_la_transaction(connecte):
    auteur = fabrique.creer_direction()
    piece = fabrique_actions.creer_piece(action=fabrique_actions.creer_action(cree_par=auteur))
    nom = piece.fichier.name
    assert default_storage.exists(nom)
    connecte(auteur).post(reverse("piece_retrait", args=[piece.pk]))
    assert not Piece.objects.exists()
    assert not default_storage.exists(nom)


def test_une_piece_dont_le_fichier_manque_le_dit(connecte, auteur, action):
    piece = fabrique_actions.creer_piece(action=action)
    default_storage.delete(piece.fichier.name)
    page = connecte(auteur).get(piece.get_absolute_url(), follow=True).content.decode()
    assert "n’est plus sur le serveur" in page


def test_une_piece_remplacee_sous_son_nom_n_est_pas_servie(connecte, auteur, action):
    piece = fabrique_actions.creer_piece(action=action)
    default_storage.delete(piece.fichier.name)
    default_storage.save(piece.fichier.name, ContentFile(b"un autre"))
    page = connecte(auteur).get(piece.get_absolute_url(), follow=True).content.decode()
    assert "n’est plus sur le serveur tel que reçu" in page
    assert "un autre" not in page


def test_la_nuit_efface_les_fichiers_que_rien_ne_designe_et_garde_les_autres(action):
    gardee = fabrique_actions.creer_piece(action=action)
    oubliee = fabrique_actions.creer_piece(action=action)
    Piece.objects.filter(pk=oubliee.pk).delete()
    demain = timezone.now() + dt.timedelta(days=2)

    assert effacer_les_fichiers_oublies(timezone.now())["pieces_oubliees"] == 0
    assert effacer_les_fichiers_oublies(demain)["pieces_oubliees"] >= 1
    assert default_storage.exists(gardee.fichier.name)
    assert not default_storage.exists(oubliee.fichier.name)


def test_vingt_pieces_au_plus_par_dossier(connecte, auteur, action):
    for _ in range(20):
        fabrique_actions.creer_piece(action=action)
    assert "20 pièces au plus" in joindre(connecte(auteur), action, "x.pdf", PDF).content.decode()


def test_l_organisateur_joint_un_fichier_a_sa_reunion_et_un_invite_le_lit(connecte, auteur):
    invite, etranger = fabrique.creer_compte_cp(), fabrique.creer_compte_cp()
    prison = fabrique.creer_etablissement()
    reunion = creer_reunion(etablissement=prison, par=auteur)
    creer_convocation(reunion=reunion, compte=invite)
    adresse = reverse("piece_nouvelle", args=["reunion", reunion.pk])
    connecte(auteur).post(adresse, {"fichier": fabrique_actions.fichier("ordre.pdf", PDF)})
    piece = reunion.pieces.get()

    assert "ordre.pdf" in connecte(invite).get(reunion.get_absolute_url()).content.decode()
    assert connecte(invite).get(piece.get_absolute_url()).status_code == 200
    assert connecte(invite).get(adresse).status_code == 404
    assert connecte(etranger).get(piece.get_absolute_url()).status_code == 404
