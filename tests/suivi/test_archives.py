"""L'archive d'une association : tout ce qui est à elle, personne de l'autre, et rien d'inventé."""

import datetime as dt
import hashlib
import io
import zipfile

import pandas as pd
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benevoles.models import Telechargement
from partenariat.conservation import CONSERVATION
from partenariat.models import Association
from suivi.archives.fabrication import REPRISE, demander, fabriquer, reprendre_les_archives
from suivi.archives.tables import ABSENTES, BIBLIOTHEQUES, tables
from suivi.models import Archive
from suivi.models.archives import GARDE
from tests import fabrique, fabrique_actions, fabrique_convention, fabrique_demandes

pytestmark = pytest.mark.django_db
MOT_DE_PASSE = "une-phrase-assez-longue-2014"


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def pays():
    """Un visiteur et un CP, aux noms qu'on reconnaît, et une demande de l'une à l'autre."""
    fabrique_convention.charger_la_convention()
    visiteur = fabrique.creer_benevole(nom="Visiteurdelanvp", prenom="=1+1")
    correspondant = fabrique.creer_benevole(nom="Correspondantauxilia")
    prison = fabrique.creer_etablissement()
    fabrique.creer_vp(benevole=visiteur, etablissement=prison)
    fabrique.creer_adhesion(benevole=visiteur)
    fabrique.creer_cp(benevole=correspondant, etablissement=prison)
    fabrique.creer_adhesion(benevole=correspondant, association=Association.AUXILIA)
    fabrique_demandes.creer_demande_au_spip(reference="A-2014-0001")
    action = fabrique_actions.creer_action(etablissement=prison)
    fabrique_actions.creer_piece(action=action)


def faire(association=Association.ANVP):
    """(l'archive faite, le ZIP ouvert)."""
    archive = demander(association, par=fabrique.creer_direction(association=association))
    assert fabriquer.call(archive.pk)
    archive.refresh_from_db()
    return archive, zipfile.ZipFile(archive.fichier.open())


def lire(zip_ouvert, nom):
    return pd.read_csv(io.BytesIO(zip_ouvert.read(f"tables/{nom}.csv")), sep=";", dtype=str)


def tout(zip_ouvert):
    return "\n".join(
        zip_ouvert.read(nom).decode("utf-8", "replace") for nom in zip_ouvert.namelist()
    )


def test_chaque_modele_est_dans_l_archive_ou_dit_pourquoi_il_n_y_est_pas():
    presents = {table.modele._meta.label for table in tables()}
    attendus = {
        nom
        for nom in CONSERVATION
        if nom.partition(".")[0] not in BIBLIOTHEQUES
        and not hasattr(apps.get_model(nom), "instance_type")
    }
    assert attendus - presents - set(ABSENTES) == set(), "suivi/archives/tables.py"
    assert presents & set(ABSENTES) == set()
    fichiers = [table.fichier for table in tables()]
    assert len(set(fichiers)) == len(fichiers)


def test_une_association_emporte_ses_personnes_et_jamais_celles_de_l_autre(pays):
    for association, sienne, autre in (
        (Association.ANVP, "Visiteurdelanvp", "Correspondantauxilia"),
        (Association.AUXILIA, "Correspondantauxilia", "Visiteurdelanvp"),
    ):
        _, paquet = faire(association)
        assert list(lire(paquet, "benevoles")["nom"]).count(sienne) == 1
        assert autre not in tout(paquet)


def test_l_anvp_n_emporte_ni_reference_ni_precision_d_une_demande(pays):
    _, anvp = faire(Association.ANVP)
    _, auxilia = faire(Association.AUXILIA)
    assert len(lire(anvp, "demandes-de-visite")) == 1
    assert "A-2014-0001" not in tout(anvp)
    assert list(lire(auxilia, "demandes-de-visite")["reference"]) == ["A-2014-0001"]


def test_les_empreintes_du_manifeste_sont_celles_des_fichiers(pays):
    archive, paquet = faire()
    sommes = dict(ligne.split("  ")[::-1] for ligne in _lignes(paquet, "SHA256SUMS"))
    assert set(sommes) == set(paquet.namelist()) - {"SHA256SUMS"}
    for nom, somme in sommes.items():
        assert hashlib.sha256(paquet.read(nom)).hexdigest() == somme
    assert archive.sha256 == hashlib.sha256(archive.fichier.open().read()).hexdigest()


def test_la_notice_explique_chaque_fichier_et_chaque_colonne(pays):
    _, paquet = faire()
    notice = paquet.read("LISEZ-MOI.txt").decode()
    for nom in paquet.namelist():
        if nom.startswith("tables/"):
            partie = notice.partition(f"{nom} — ")[2].partition("\n\n")[0]
            for colonne in lire(paquet, nom[7:-4]).columns:
                assert f"- {colonne} : " in partie, nom
    assert "(numéro dans tables/etablissements.csv)" in notice
    assert "anonymisée" in notice
    assert "istor" not in notice.replace("istoire", "").replace("history_", "")


def test_les_fichiers_joints_y_sont_et_une_cellule_ne_s_execute_pas(pays):
    _, paquet = faire()
    [piece] = [nom for nom in paquet.namelist() if nom.startswith("pieces/")]
    assert paquet.read(piece).startswith(b"\x89PNG")
    assert "'=1+1" in list(lire(paquet, "benevoles")["prenom"])
    assert not any(".." in nom or nom.startswith("/") for nom in paquet.namelist())


def test_le_mot_de_passe_d_aucun_compte_n_y_est(pays):
    _, paquet = faire()
    comptes = lire(paquet, "comptes")
    assert "password" not in comptes.columns
    assert "argon2" not in tout(paquet)


def test_cinq_personnes_ne_coutent_pas_plus_de_lectures_que_deux(pays):
    nombres = []
    for _ in range(2):
        archive = demander(Association.ANVP, par=fabrique.creer_direction())
        with CaptureQueriesContext(connection) as lectures:
            fabriquer.call(archive.pk)
        nombres.append(len(lectures))
        for _ in range(3):
            fabrique.creer_adhesion(benevole=fabrique.creer_benevole())
    assert nombres[0] == nombres[1]


def test_un_compte_qui_n_est_plus_a_la_direction_n_obtient_rien(pays):
    par = fabrique.creer_direction()
    archive = demander(Association.ANVP, par=par)
    fabrique.changer(par.roles, fin=timezone.localdate() - dt.timedelta(days=1))
    assert not fabriquer.call(archive.pk)
    archive.refresh_from_db()
    assert archive.erreur
    assert not archive.fichier


def test_la_direction_confirme_puis_demande_suit_et_prend_et_c_est_note(connecte, pays):
    compte = fabrique.creer_direction()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    client = connecte(compte)
    verification = client.get(reverse("archives"))["Location"]
    assert verification.startswith(reverse("account_reauthenticate"))
    client.post(verification, {"password": MOT_DE_PASSE})
    assert client.get(reverse("archives")).status_code == 200

    reponse = client.post(reverse("archive_nouvelle"), follow=True)
    assert reponse["Refresh"]
    archive = Archive.objects.get()
    fabriquer.call(archive.pk)
    page = client.get(archive.get_absolute_url())
    fichier = client.get(reverse("archive_fichier", args=[archive.pk]))

    assert "Refresh" not in page
    assert b"".join(fichier.streaming_content)[:2] == b"PK"
    note = Telechargement.objects.get()
    assert (note.compte, note.format, note.personnel) == (compte, "zip", True)


def test_l_archive_de_l_autre_association_n_existe_pas(connecte, pays):
    archive, _ = faire(Association.ANVP)
    client = connecte(fabrique.creer_direction(association=Association.AUXILIA))
    assert client.get(archive.get_absolute_url()).status_code == 404


def test_la_nuit_reprend_une_archive_abandonnee_et_efface_celle_qui_a_servi(pays):
    servie, _ = faire()
    chemin, magasin = servie.fichier.name, servie.fichier.storage
    servie.demandee_le -= GARDE
    servie.save()
    abandonnee = demander(Association.ANVP, par=fabrique.creer_direction())
    abandonnee.demandee_le -= REPRISE * 2
    abandonnee.save()

    assert reprendre_les_archives(timezone.now())["archives_effacees"] == 1
    assert not magasin.exists(chemin)
    assert list(Archive.objects.all()) == [abandonnee]
    assert _en_file(abandonnee.pk)


def _en_file(pk):
    taches = apps.get_model("django_tasks_database.DBTaskResult").objects
    return taches.filter(task_path=fabriquer.module_path, args_kwargs__args=[pk]).exists()


def _lignes(paquet, nom):
    return paquet.read(nom).decode().splitlines()
