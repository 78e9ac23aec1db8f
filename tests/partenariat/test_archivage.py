"""PostgreSQL sous ses réglages de production : tué net, il ne perd rien d'acquitté ; on revient à
un instant ; son journal ne nomme personne."""

import gzip
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.grappe import Grappe

DEPLOIEMENT = Path(settings.RACINE) / "partenariat/deploiement"


@pytest.fixture
def racine():
    """Un dossier que le compte « postgres » peut traverser : celui de pytest est privé."""
    with tempfile.TemporaryDirectory(prefix="archivage-", ignore_cleanup_errors=True) as dossier:
        Path(dossier).chmod(0o755)
        yield Path(dossier)


@pytest.fixture
def grappe(racine):
    outils = racine / "outils"
    shutil.copytree(DEPLOIEMENT, outils)
    journaux = racine / "journaux"
    journaux.mkdir()
    if os.geteuid() == 0:
        shutil.chown(journaux, "postgres")
    grappe = Grappe(
        racine / "grappe",
        (DEPLOIEMENT / "postgresql.conf").read_text()
        + f"archive_command = '{outils}/archiver-un-journal %p %f {journaux}'\n",
    )
    grappe.outils, grappe.journaux = outils, journaux
    yield grappe
    grappe.arreter()


def par_postgres(*commande, **variables):
    if os.geteuid() == 0:
        commande = ["runuser", "-u", "postgres", "--", *commande]
    fait = subprocess.run(
        list(map(str, commande)),
        env=os.environ | variables,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert fait.returncode == 0, fait.stdout + fait.stderr
    return fait.stdout


class Ecrivain(threading.Thread):
    """Écrit des rangées une à une, et retient la dernière que la base a acquittée."""

    def __init__(self, grappe):
        super().__init__()
        self.connexion = psycopg.connect(
            host=str(grappe.dossier), user="postgres", dbname="postgres", autocommit=True
        )
        self.acquittees = []

    def run(self):
        try:
            while True:
                [n] = self.connexion.execute(
                    "INSERT INTO note DEFAULT VALUES RETURNING n"
                ).fetchone()
                self.acquittees.append(n)
        except psycopg.OperationalError:
            self.connexion.close()


def notes(grappe) -> set[int]:
    return {int(n) for n in grappe.sql("SELECT n FROM note").split()}


def attendre(condition):
    fin = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < fin
        time.sleep(0.05)


def test_postgresql_tue_en_pleine_ecriture_ne_perd_rien_et_l_on_revient_a_un_instant(grappe):
    grappe.sql("CREATE TABLE note (n bigserial PRIMARY KEY)")
    copies = grappe.dossier / "copies"
    par_postgres(
        grappe.outils / "copie-de-base",
        copies,
        grappe.journaux,
        PGHOST=str(grappe.dossier),
        PGUSER="postgres",
    )
    ecrivain = Ecrivain(grappe)
    ecrivain.start()
    attendre(lambda: len(ecrivain.acquittees) > 200)
    grappe.tuer()
    ecrivain.join()
    grappe.demarrer()

    assert notes(grappe) >= set(ecrivain.acquittees)

    avant = notes(grappe)
    time.sleep(1.1)
    instant = grappe.sql("SELECT clock_timestamp()")
    time.sleep(1.1)
    grappe.sql("DELETE FROM note")  # l'erreur à défaire
    grappe.sql("SELECT pg_switch_wal()")
    attendre(
        lambda: (
            grappe.sql("SELECT last_archived_wal FROM pg_stat_archiver")
            and not list((grappe.donnees / "pg_wal/archive_status").glob("*.ready"))
        )
    )
    grappe.arreter()
    neuf = grappe.dossier / "revenue"
    for reglages in copies.glob("*/postgresql.conf"):
        reglages.unlink()  # Debian les tient dans /etc : ils ne sont pas dans la copie
    dit = par_postgres(grappe.outils / "revenir-a", instant, neuf, copies, grappe.journaux)
    _, demarrer, dite, *_ = dit.splitlines()
    par_postgres("sh", "-c", demarrer)
    grappe.donnees = neuf
    lire = [*dite.split()[:-1], "-U", "postgres", "-Atc"]
    attendre(lambda: subprocess.run([*lire, "SELECT 1"], capture_output=True).stdout)
    revenues = par_postgres(*lire, "SELECT n FROM note")

    assert {int(n) for n in revenues.split()} == avant
    # Mise à la place de l'autre, elle archivera de nouveau.
    assert not (neuf / "postgresql.auto.conf").read_text().count("archive_mode")


def test_le_journal_de_postgresql_ne_garde_aucune_valeur(grappe):
    grappe.sql("CREATE TABLE fiche (nom text UNIQUE)")
    grappe.sql("INSERT INTO fiche VALUES ('Quatrefages')")
    for fautive in (
        "INSERT INTO fiche VALUES ('Quatrefages')",
        "SELECT absente FROM fiche WHERE nom = 'Quatrefages'",
    ):
        with pytest.raises(AssertionError):
            grappe.sql(fautive)
    grappe.sql("SELECT pg_sleep(1.1) WHERE 'Quatrefages' <> ''")

    journal = (grappe.dossier / "journal").read_text()

    assert "duplicate key" in journal
    assert "Quatrefages" not in journal


def test_un_journal_deja_archive_ne_se_remplace_que_par_lui_meme(tmp_path):
    journal, archives = tmp_path / "000001", tmp_path / "archives"
    archives.mkdir()
    journal.write_bytes(b"un")

    def archiver():
        return subprocess.run(
            [DEPLOIEMENT / "archiver-un-journal", journal, "000001", archives]
        ).returncode

    assert archiver() == 0
    assert archiver() == 0
    journal.write_bytes(b"deux")
    assert archiver() != 0
    assert gzip.decompress((archives / "000001.gz").read_bytes()) == b"un"
