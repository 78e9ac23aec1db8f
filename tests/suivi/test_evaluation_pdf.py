"""Le PDF de l'évaluation : les chiffres de l'écran, balisé, reproductible, sans réseau."""

import io
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pypdf import PdfReader

from benevoles.models import Fonction, Section
from partenariat.models import Association
from partenariat.pdf import PdfImpossible, rendre
from suivi.evaluations.canonique import empreinte
from suivi.evaluations.document import pdf
from suivi.evaluations.fabrication import REPRISE, demander, fabriquer
from suivi.evaluations.signature import empreinte_du_document, signer
from suivi.models import Commentaire, Document, Evaluation
from tests import fabrique
from tests.ecran import texte
from tests.fabrique_evaluations import ARRET, creer_evaluation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def lire(octets):
    pages = PdfReader(io.BytesIO(octets)).pages
    return serrer(" ".join(page.extract_text() for page in pages))


def lignes_de_chiffres(donnees):
    """Chaque indicateur, l'année d'avant puis cette année ; chaque DISP et ses totaux."""
    for categorie in donnees["categories"]:
        for engagement in categorie["engagements"]:
            for indicateur in engagement["indicateurs"]:
                valeurs = [annee["affichee"] for annee in indicateur["annees"]]
                yield serrer(f"{indicateur['titre']} {' '.join(valeurs[-2:])}")
    for disp in donnees["couverture"]["disps"]:
        fin, avant = disp["fin"], disp["avant"]
        vp_et_cp = f"{fin['vp']} {avant['vp']} {fin['cp']} {avant['cp']}"
        reste = f"{fin['croises']['les_deux']} {fin['manque_vp']} {fin['manque_cp']}"
        yield f"{disp['nom']} {fin['etablissements']} {vp_et_cp} {reste}"


def serrer(texte):
    return re.sub(r"\s+", " ", texte)


def un_petit_pays():
    prison = fabrique.creer_etablissement(nom="Maison d’arrêt de l’Essai")
    fabrique.creer_vp(etablissement=prison)
    for fonction in Fonction:
        fabrique.confirmer(prison, fonction=fonction)
    return prison


def test_le_pdf_porte_les_chiffres_de_l_ecran_et_les_deux_voix(connecte):
    un_petit_pays()
    evaluation = creer_evaluation()
    Commentaire.objects.create(
        evaluation=evaluation, rubrique="4", association="ANVP", texte="Nous avons progressé."
    )
    imprime = lire(pdf(Document(evaluation=evaluation, forme="ua")))
    ecran = texte(
        connecte(fabrique.creer_direction()).get(f"/evaluations/{evaluation.pk}/lecture/")
    )
    for phrase in ("Nous avons progressé.", "N’a pas commenté.", "Double adhésion et formation"):
        assert phrase in imprime
        assert phrase in ecran
    for chiffres in lignes_de_chiffres(evaluation.arrets.get().donnees):
        assert chiffres in imprime
    assert "PROJET" in imprime
    assert empreinte_du_document(evaluation) in imprime.replace(" ", "")


def test_le_pdf_est_balise_en_francais_avec_un_titre():
    document = PdfReader(io.BytesIO(pdf(Document(evaluation=creer_evaluation(), forme="ua"))))
    racine = document.trailer["/Root"]
    assert racine["/Lang"] == "fr"
    assert racine["/MarkInfo"]["/Marked"]
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in racine
    assert "Évaluation 2015-2016" in document.metadata.title
    assert b"pdfuaid:part" in racine["/Metadata"].get_data()


def test_le_pdf_d_archive_porte_les_chiffres_arretes():
    evaluation = creer_evaluation()
    document = PdfReader(io.BytesIO(pdf(Document(evaluation=evaluation, forme="a3"))))
    [(nom, [contenu])] = document.attachments.items()
    assert nom == "evaluation-2015-2016-v1.json"
    assert empreinte(json.loads(contenu)) == evaluation.arrets.get().empreinte
    assert b"pdfaid:part" in document.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("forme", ["ua", "a3"])
def test_la_meme_donnee_donne_les_memes_octets(forme):
    un_petit_pays()
    document = Document(evaluation=creer_evaluation(), forme=forme)
    assert pdf(document) == pdf(document)


def test_une_page_ne_peut_citer_ni_le_reseau_ni_le_disque():
    for adresse in ("http://127.0.0.1:9/x.png", "file:///etc/passwd"):
        with pytest.raises(PdfImpossible):
            rendre(f'<html lang="fr"><title>x</title><img src="{adresse}">', instant=ARRET)


def test_signe_il_n_est_plus_un_projet_et_la_page_publique_le_reconnait(client):
    evaluation = creer_evaluation()
    for association in Association:
        signer(
            evaluation,
            par=fabrique.creer_direction(association=association),
            lue=empreinte_du_document(evaluation),
            maintenant=timezone.now(),
        )
    evaluation.refresh_from_db()
    document = demander(evaluation, par=None, forme="ua")
    assert fabriquer.func(document.pk)
    document.refresh_from_db()
    octets = document.fichier.read()
    assert "PROJET" not in lire(octets)
    fichier = io.BytesIO(octets)
    fichier.name = "evaluation.pdf"
    assert "est bien l’évaluation 2015-2016" in texte(
        client.post("/verification/", {"fichier": fichier})
    )
    change = io.BytesIO(octets + b"\n")
    change.name = "evaluation.pdf"
    assert "n’est celui d’aucune" in texte(client.post("/verification/", {"fichier": change}))


def test_un_projet_deja_imprime_ne_passe_pas_pour_le_document_signe():
    evaluation = creer_evaluation()
    projet = demander(evaluation, par=None, forme="ua")
    assert fabriquer.func(projet.pk)
    for association in Association:
        signer(
            evaluation,
            par=fabrique.creer_direction(association=association),
            lue=empreinte_du_document(evaluation),
            maintenant=timezone.now(),
        )
    assert demander(evaluation, par=None, forme="ua") != projet


def test_une_fabrication_interrompue_se_refait_et_une_finie_ne_se_refait_pas():
    evaluation = creer_evaluation()
    document = demander(evaluation, par=None, forme="ua")
    Document.objects.filter(pk=document.pk).update(
        avancement=10, demande_le=timezone.now() - REPRISE
    )  # tué au milieu
    assert demander(evaluation, par=None, forme="ua") == document
    assert fabriquer.func(document.pk)
    document.refresh_from_db()
    premier = document.fichier.name
    assert fabriquer.func(document.pk)
    document.refresh_from_db()
    assert document.fichier.name == premier


def test_l_avancement_monte_jusqu_a_la_fin():
    vus = []
    pdf(Document(evaluation=creer_evaluation(), forme="ua"), avancer=vus.append)
    assert vus == sorted(set(vus))
    assert len(vus) > 6
    assert 5 < vus[0] < 20
    assert 90 < vus[-1] < 100


def test_qui_a_demande_un_document_en_est_averti_une_fois_pret(connecte):
    direction, evaluation = fabrique.creer_direction(), creer_evaluation()
    client = connecte(direction)
    client.post(f"/evaluations/{evaluation.pk}/document/", {"forme": "ua"})
    document = Document.objects.get()
    assert client.get(document.get_absolute_url()).headers["Refresh"] == "3"
    assert "Le PDF est prêt" not in texte(client.get(reverse("a_faire")))
    assert fabriquer.func(document.pk)
    autre = connecte(fabrique.creer_direction())
    assert "Le PDF est prêt" not in texte(autre.get(reverse("a_faire")))
    assert "Le PDF est prêt" in texte(client.get(reverse("a_faire")))
    autre.get(document.get_absolute_url())
    assert "Le PDF est prêt" in texte(client.get(reverse("a_faire")))
    assert "Refresh" not in client.get(document.get_absolute_url()).headers
    assert "Le PDF est prêt" not in texte(client.get(reverse("a_faire")))


def test_l_extrait_d_une_section_suit_son_nom_et_ne_montre_qu_elle(connecte):
    ici, ailleurs = un_petit_pays(), fabrique.creer_etablissement(nom="Centre Là-Bas")
    president = fabrique.creer_president(etablissements=[ici])
    section = Section.objects.get()
    evaluation = creer_evaluation(annee=localdate().year - 1)
    fabrique.changer(Section.objects.filter(pk=section.pk), nom="Rebaptisée")
    Evaluation.objects.update(publiee_le=timezone.now())
    client = connecte(president)
    adresse = reverse("evaluation_lecture", args=[evaluation.pk])
    page = texte(client.get(adresse, {"territoire": f"section:{section.pk}"}))
    assert "Section Rebaptisée" in page
    assert str(ici) in page
    assert ailleurs.nom not in page
    autre = fabrique.creer_section()
    assert client.get(adresse, {"territoire": f"section:{autre.pk}"}).status_code == 404


def test_l_extrait_d_une_disp_ne_parle_que_d_elle():
    ici, ailleurs = un_petit_pays(), fabrique.creer_disp(libelle="Ailleurs-Sud")
    la_bas = fabrique.creer_etablissement(nom="Centre de détention Là-Bas", disp=ailleurs)
    evaluation = creer_evaluation()
    imprime = lire(pdf(Document(evaluation=evaluation, forme="ua", disp=ici.disp)))
    assert str(ici.disp) in imprime
    assert la_bas.nom not in imprime
    assert "Ailleurs-Sud" not in imprime


def test_l_en_tete_dit_la_section_telle_qu_elle_s_ecrit():
    section = fabrique.creer_section(nom="Val d'Oise & Vexin")
    imprime = lire(pdf(Document(evaluation=creer_evaluation(), forme="ua", section=section)))
    assert "· Section Val d'Oise & Vexin ·" in imprime


def test_deux_extraits_telecharges_ne_portent_pas_le_meme_nom():
    evaluation, section = creer_evaluation(arretee=False), fabrique.creer_section(nom="Aix Nord")
    disp = fabrique.creer_disp(libelle="Dijon (Centre-Est)")
    noms = [
        Document(evaluation=evaluation, forme="ua", **ou).nom_de_fichier
        for ou in ({}, {"disp": disp}, {"section": section})
    ]
    assert noms == [
        "evaluation-2015-2016-ua.pdf",
        "evaluation-2015-2016-dijon-centre-est-ua.pdf",
        "evaluation-2015-2016-aix-nord-ua.pdf",
    ]
