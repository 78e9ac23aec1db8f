"""Les fichiers sur un serveur S3 : privés, lus par les seuls ayants droit, sauvegardés."""

import datetime as dt
import io
import json
import re

import boto3
import environ
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from benevoles.imports.taches import essayer, faire, oublier_les_imports
from benevoles.models import Import
from engagements.models import Piece
from engagements.pieces.depot import effacer_les_fichiers_oublies
from partenariat.rangement import RangementMuet
from partenariat.rangement.copies import dossier_a_ranger, dossier_des_fichiers, fichiers_ranges
from partenariat.rangement.reglage import DOSSIER, rangement
from partenariat.rangement.s3 import CLIENT, TRANSFERT
from tests import fabrique, fabrique_actions, fabrique_imports

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
REGLAGE = {"S3_SEAU": "partenariat", "S3_CLE": "cle", "S3_SECRET": "secret"}


@pytest.fixture
def seau(serveur, settings):
    """Un seau vide, où les fichiers se rangent le temps d'un essai."""
    reglage = rangement(_env(**REGLAGE, S3_ADRESSE=serveur))
    settings.STORAGES = settings.STORAGES | {"default": reglage}
    acces = {"aws_access_key_id": "cle", "aws_secret_access_key": "secret"}
    s3 = boto3.resource("s3", endpoint_url=serveur, region_name="us-east-1", **acces)
    seau = s3.create_bucket(Bucket="partenariat")
    yield seau
    seau.objects.all().delete()
    seau.delete()


def _env(**variables):
    env = environ.Env()
    env.ENVIRON = variables
    return env


def _joindre(client, auteur):
    action = fabrique_actions.creer_action(cree_par=auteur)
    adresse = reverse("piece_nouvelle", args=["action", action.pk])
    assert (
        client.post(adresse, {"fichier": fabrique_actions.fichier("a.pdf", PDF)}).status_code == 302
    )
    return Piece.objects.get(action=action)


def test_une_piece_se_range_se_lit_par_qui_y_a_droit_et_s_efface(
    connecte, seau, django_capture_on_commit_callbacks
):
    auteur = fabrique.creer_direction()
    client = connecte(auteur)
    piece = _joindre(client, auteur)

    assert [o.key for o in seau.objects.all()] == [piece.fichier.name]
    lue = client.get(piece.get_absolute_url())
    assert (lue.status_code, b"".join(lue.streaming_content)) == (200, PDF)
    assert lue["Content-Disposition"] == 'attachment; filename="a.pdf"'
    visiteur = fabrique.creer_benevole(utilisateur=fabrique.creer_compte()).utilisateur
    assert connecte(visiteur).get(piece.get_absolute_url()).status_code == 404
    with pytest.raises(NotImplementedError):
        assert piece.fichier.url

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("piece_retrait", args=[piece.pk]))
    assert list(seau.objects.all()) == []


def test_la_nuit_y_efface_ce_que_plus_rien_ne_designe(connecte, seau):
    auteur = fabrique.creer_direction()
    gardee, oubliee = (_joindre(connecte(auteur), auteur) for _ in range(2))
    Piece.objects.filter(pk=oubliee.pk).delete()

    assert effacer_les_fichiers_oublies(timezone.now())["pieces_oubliees"] == 0  # trop récent
    demain = timezone.now() + dt.timedelta(days=2)
    assert effacer_les_fichiers_oublies(demain)["pieces_oubliees"] == 1
    assert [o.key for o in seau.objects.all()] == [gardee.fichier.name]


def test_un_import_s_y_range_se_relit_de_plus_loin_et_s_oublie(
    seau, django_capture_on_commit_callbacks
):
    lot = fabrique_imports.creer_import(par=fabrique.creer_direction())
    assert [o.key for o in seau.objects.all()] == [lot.fichier.name]

    tableau = lot.tableau()
    copie = tableau.chemin
    assert len(list(tableau.rangees())) == 1
    del tableau
    assert not copie.exists()

    Import.objects.update(cree_le=timezone.now() - dt.timedelta(days=400))
    with django_capture_on_commit_callbacks(execute=True):
        oublier_les_imports(timezone.now())
    assert list(seau.objects.all()) == []


def test_la_sauvegarde_en_fait_une_copie_et_le_retour_les_y_range(seau):
    for nom in ("pieces/a", "evaluations/b.pdf", "vide"):
        seau.put_object(Key=nom, Body=nom.encode() * (nom != "vide"))

    with dossier_des_fichiers() as copie, dossier_a_ranger() as retour:
        noms = {f.relative_to(copie).as_posix() for f in copie.rglob("*") if f.is_file()}
        assert noms == set(fichiers_ranges()) == {"pieces/a", "evaluations/b.pdf", "vide"}
        (retour / "archives").mkdir()
        (retour / "archives" / "c.zip").write_bytes(b"c")

    assert seau.Object("archives/c.zip").get()["Body"].read() == b"c"
    assert not copie.exists()


def test_un_serveur_muet_se_dit_par_une_page_et_rien_n_est_garde(connecte, seau, settings):
    auteur = fabrique.creer_direction()
    client = connecte(auteur)
    client.raise_request_exception = False
    piece = _joindre(client, auteur)
    _pointer(settings, "http://127.0.0.1:1")

    lue = client.get(piece.get_absolute_url())
    assert lue.status_code == 503
    assert "serveur des fichiers" in lue.content.decode()
    adresse = reverse("piece_nouvelle", args=["action", piece.action_id])
    fichier = fabrique_actions.fichier("b.pdf", PDF)
    assert client.post(adresse, {"fichier": fichier}).status_code == 503
    assert Piece.objects.get() == piece


def test_un_serveur_gele_se_dit_avant_que_nginx_ne_coupe(settings):
    """Chaque essai attend le premier octet ; le pire est un fichier qui cesse de couler."""
    nginx = (settings.RACINE / "partenariat/deploiement/nginx.conf").read_text()
    coupe = int(re.search(r"proxy_read_timeout (\d+)s", nginx)[1])
    essai = CLIENT.retries["total_max_attempts"] * max(CLIENT.connect_timeout, CLIENT.read_timeout)

    assert essai * TRANSFERT.num_download_attempts < coupe


def test_un_import_que_le_serveur_muet_arrete_se_reprend(seau, settings):
    lot = fabrique_imports.envoyer(
        par=fabrique.creer_direction(), octets=b"Nom;Pr\xc3\xa9nom\nMartin;Anne\n"
    )
    essayer(lot, le=timezone.localdate())
    vivant = settings.STORAGES["default"]["OPTIONS"]["endpoint_url"]

    _pointer(settings, "http://127.0.0.1:1")
    with pytest.raises(RangementMuet):
        faire.func(lot.pk)
    lot.refresh_from_db()
    assert (lot.etape, lot.erreur) == (Import.Etape.ESSAI, "")

    _pointer(settings, vivant)
    fabrique_imports.avancer(Import.objects.get())
    assert Import.objects.get().etape == Import.Etape.ESSAYE


def _pointer(settings, adresse):
    """Le même seau, à cette adresse."""
    rangement = settings.STORAGES["default"]
    options = rangement["OPTIONS"] | {"endpoint_url": adresse}
    settings.STORAGES = settings.STORAGES | {"default": rangement | {"OPTIONS": options}}


def _essayer():
    sortie = io.StringIO()
    call_command("essayer_fichiers", stdout=sortie)
    return sortie.getvalue()


def test_l_essai_ecrit_relit_efface_et_refuse_un_seau_public(seau):
    assert "écrit, relu et effacé" in _essayer()
    regle = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    seau.Policy().put(Policy=json.dumps({"Version": "2012-10-17", "Statement": [regle]}))
    with pytest.raises(CommandError, match="public"):
        _essayer()
    assert list(seau.objects.all()) == []


def test_sans_reglage_les_fichiers_vont_dans_un_dossier():
    assert rangement(_env()) == DOSSIER


@pytest.mark.parametrize(
    ("variables", "phrase"),
    [
        ({"S3_SEAU": "partenariat"}, "il manque S3_ADRESSE, S3_CLE, S3_SECRET"),
        (REGLAGE, "il manque S3_ADRESSE"),
        (REGLAGE | {"S3_ADRESSE": "s3.exemple.org"}, "ne se lit pas"),
        (REGLAGE | {"S3_ADRESSE": "http://s3.exemple.org"}, "passeraient en clair"),
    ],
)
def test_un_reglage_incomplet_ou_imprudent_empeche_de_demarrer(variables, phrase):
    with pytest.raises(ImproperlyConfigured, match=phrase):
        rangement(_env(**variables))
