"""Avec un serveur S3 : joints par les pages, sauvegardés, perdus, restaurés, octet pour octet."""

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

import boto3
import pytest
from django.conf import settings

from tests.grappe import Grappe
from tests.partenariat.deposants import CONTENUS

ACCES = {"aws_access_key_id": "cle", "aws_secret_access_key": "secret"}
DELAI = 300


@pytest.fixture(scope="module")
def seaux(serveur):
    """`seaux(nom)` : un seau neuf."""
    s3 = boto3.resource("s3", endpoint_url=serveur, region_name="us-east-1", **ACCES)
    faits = []

    def creer(nom):
        faits.append(s3.create_bucket(Bucket=nom))
        return faits[-1]

    yield creer
    for seau in faits:
        seau.objects.all().delete()
        seau.delete()


@pytest.fixture(scope="module")
def grappe():
    # /tmp : une prise Unix n'accepte pas un chemin long, et postgres doit pouvoir y entrer.
    with tempfile.TemporaryDirectory(prefix="grappe-", dir="/tmp") as dossier:
        Path(dossier).chmod(0o755)
        grappe = Grappe(Path(dossier) / "g")
        grappe.creer_base("vivante")
        for commande in ("migrate", "createcachetable"):
            _bien(grappe.manage(commande, base="vivante"))
        yield grappe
        grappe.arreter()


@pytest.fixture(scope="module")
def application(grappe, serveur, seaux, tmp_path_factory):
    """`application(*commande, …)` : la production, ses fichiers sur S3."""
    reglages = {
        "S3_ADRESSE": serveur,
        "S3_SEAU": seaux("vivant").name,
        "S3_CLE": "cle",
        "S3_SECRET": "secret",
        "SAUVEGARDES": tmp_path_factory.mktemp("sauvegardes"),
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "SECOND_FACTEUR_OBLIGATOIRE": "0",
    }

    def lancer(*commande, base="vivante", **autres):
        return grappe.manage(*commande, base=base, **(reglages | autres))

    lancer.reglages = reglages
    return lancer


@pytest.fixture(scope="module")
def jointes(application):
    """{nom : [empreinte, clé dans le seau]} de ce que les pages ont reçu et rendent."""
    return _pages(application, "joindre")


@pytest.fixture(scope="module")
def archive(application, jointes):
    dit = _bien(application("sauvegarder"))
    assert "manquants" not in dit
    [archive] = application.reglages["SAUVEGARDES"].iterdir()
    return archive


@pytest.fixture
def neuve(grappe):
    grappe.creer_base("neuve")
    yield "neuve"
    grappe.outil("dropdb", "-h", grappe.dossier, "-U", "postgres", "neuve")


def _bien(fait):
    assert fait.returncode == 0, fait.stdout
    return fait.stdout


def _pages(application, geste, **ou):
    appel = f"from tests.partenariat.deposants import {geste}; {geste}()"
    return json.loads(_bien(application("shell", "-v", "0", "-c", appel, **ou)).splitlines()[-1])


def _passage(grappe, travail):
    ordre = f"SELECT reussi_le = le, detail FROM partenariat_passage WHERE travail = '{travail}'"
    return grappe.sql(ordre, "vivante")


def test_ce_qui_est_restaure_est_ce_que_les_pages_avaient_recu(
    application, jointes, archive, neuve, seaux
):
    rendu = seaux("rendu")

    dit = _bien(application("restaurer", archive, base=neuve, S3_SEAU="rendu"))

    assert f"{len(CONTENUS)} fichiers, tous égaux à l’original" in dit
    attendues = {nom: hashlib.sha256(octets).hexdigest() for nom, octets in CONTENUS.items()}
    assert {nom: empreinte for nom, (empreinte, _) in jointes.items()} == attendues
    assert _pages(application, "relire", base=neuve, S3_SEAU="rendu") == jointes
    for nom, (_, cle) in jointes.items():
        assert rendu.Object(cle).get()["Body"].read() == CONTENUS[nom]


def test_un_seau_occupe_n_est_jamais_touche(grappe, application, archive, neuve):
    fait = application("restaurer", archive, base=neuve)

    assert fait.returncode != 0
    assert "Le rangement des fichiers n’est pas vide" in fait.stdout
    assert grappe.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", neuve) == "0"


def test_la_restauration_a_blanc_ne_touche_a_aucun_seau(application, archive, seaux):
    vide = seaux("a-blanc")
    ote = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    reglages = {nom: str(valeur) for nom, valeur in application.reglages.items()}
    reglages["S3_SEAU"] = vide.name
    fait = subprocess.run(
        # Sans refaire l'installation : la suite s'en sert.
        ["make", "-s", "-o", ".venv/.installe", "restauration-a-blanc", f"ARCHIVE={archive}"],
        cwd=settings.RACINE,
        env={c: v for c, v in os.environ.items() if c not in ote} | reglages,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=DELAI,
    )

    assert "tous égaux à l’original" in _bien(fait)
    assert list(vide.objects.all()) == []


def test_un_serveur_muet_se_dit_et_ne_laisse_aucune_archive(grappe, application, archive, tmp_path):
    ailleurs = tmp_path / "s"

    fait = application("sauvegarder", S3_ADRESSE="http://127.0.0.1:1", SAUVEGARDES=ailleurs)

    assert fait.returncode != 0
    assert "CommandError: Le serveur des fichiers ne répond pas" in fait.stdout
    assert list(ailleurs.glob("partenariat-*")) == []
    assert _passage(grappe, "sauvegarde").startswith("f")


def test_une_restauration_sans_serveur_de_fichiers_ne_commence_pas(
    grappe, application, archive, neuve
):
    fait = application("restaurer", archive, base=neuve, S3_ADRESSE="http://127.0.0.1:1")

    assert "CommandError: Le serveur des fichiers ne répond pas" in fait.stdout
    assert grappe.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", neuve) == "0"


def test_un_fichier_que_la_base_nomme_et_qui_manque_se_dit(
    grappe, application, jointes, neuve, seaux, tmp_path
):
    perdu = jointes["a.pdf"][1]
    s3 = boto3.client("s3", endpoint_url=application.reglages["S3_ADRESSE"], **ACCES)
    s3.delete_object(Bucket="vivant", Key=perdu)

    dit = _bien(application("sauvegarder", SAUVEGARDES=tmp_path))

    assert f"Fichiers que la base nomme, manquants ou remplacés : {perdu}." in dit
    assert _passage(grappe, "fichiers").endswith("|1")
    assert _passage(grappe, "sauvegarde").startswith("t")  # le reste est bien sauvegardé
    [archive] = tmp_path.iterdir()
    rendu = _bien(application("restaurer", archive, base=neuve, S3_SEAU=seaux("sans").name))
    assert f"Déjà manquants ou remplacés ce jour-là : {perdu}." in rendu


def test_un_fichier_remplace_dans_le_seau_se_dit(grappe, application, jointes, seaux, tmp_path):
    remplace = jointes["a.pdf"][1]
    s3 = boto3.client("s3", endpoint_url=application.reglages["S3_ADRESSE"], **ACCES)
    s3.put_object(Bucket="vivant", Key=remplace, Body=b"un autre")

    dit = _bien(application("sauvegarder", SAUVEGARDES=tmp_path))

    assert f"Fichiers que la base nomme, manquants ou remplacés : {remplace}." in dit
    assert _passage(grappe, "fichiers").endswith("|1")
