"""Les sauvegardes : ce qui est restauré est égal, table par table, fichier par fichier."""

import datetime as dt
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from partenariat.sauvegarde.archive import effacer_les_anciennes
from partenariat.sauvegarde.outils import SauvegardeImpossible
from partenariat.sauvegarde.restauration import ouvrir
from tests.grappe import Grappe


@pytest.fixture(scope="module")
def grappe():
    # /tmp : une prise Unix n'accepte pas un chemin long, et postgres doit pouvoir y entrer.
    with tempfile.TemporaryDirectory(prefix="grappe-", dir="/tmp") as dossier:
        Path(dossier).chmod(0o755)
        grappe = Grappe(Path(dossier) / "g")
        grappe.creer_base("vivante")
        _bien(grappe.manage("migrate", base="vivante"))
        _bien(grappe.manage("createcachetable", base="vivante"))
        _bien(grappe.manage("charger_referentiel", base="vivante"))
        yield grappe
        grappe.arreter()


@pytest.fixture(scope="module")
def faite(grappe, tmp_path_factory):
    """Une sauvegarde et sa copie chiffrée ; ce qui les entoure, et la clé privée."""
    racine = tmp_path_factory.mktemp("lieux")
    pieces = racine / "fichiers" / "pieces"
    pieces.mkdir(parents=True)
    (pieces / "a1b2").write_bytes(b"une piece" * 1000)
    (racine / "fichiers" / "vide.txt").touch()
    # Ce qu'un arrêt brutal a laissé la veille.
    reste = racine / "sauvegardes" / ".partenariat-20260101-020000.tar.en-cours"
    reste.mkdir(parents=True)
    (reste / "base.dump").write_bytes(b"la moitie")
    creation = subprocess.run(
        ["age-keygen", "-o", racine / "cle"], capture_output=True, text=True, check=True
    )
    lieux = {
        "MEDIA_ROOT": racine / "fichiers",
        "SAUVEGARDES": racine / "sauvegardes",
        "SAUVEGARDES_COPIE": racine / "ailleurs",
        "SAUVEGARDES_CLE": creation.stderr.split()[-1],
    }
    _bien(grappe.manage("sauvegarder", base="vivante", **lieux))
    return lieux | {"cle": racine / "cle"}


@pytest.fixture
def archive(faite):
    [archive] = faite["SAUVEGARDES"].iterdir()  # et rien d'autre : le reste de la veille est parti
    return archive


def _bien(fait):
    assert fait.returncode == 0, fait.stdout
    return fait.stdout


@pytest.fixture
def neuve(grappe):
    grappe.creer_base("neuve")
    yield "neuve"
    grappe.outil("dropdb", "-h", grappe.dossier, "-U", "postgres", "neuve")


def test_une_archive_restauree_est_egale_a_l_original(grappe, archive, neuve, tmp_path):
    dit = _bien(grappe.manage("restaurer", archive, base=neuve, MEDIA_ROOT=tmp_path / "rendus"))

    assert "tous égaux à l’original" in dit
    compte = "SELECT count(*) FROM etablissements_etablissement"
    assert grappe.sql(compte, neuve) == grappe.sql(compte, "vivante") != "0"
    assert (tmp_path / "rendus/pieces/a1b2").read_bytes() == b"une piece" * 1000
    assert (tmp_path / "rendus/vide.txt").exists()
    # La base restaurée sert telle quelle : rien à migrer, et ses interdits y sont.
    _bien(grappe.manage("migrate", "--check", base=neuve))
    interdits = "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal"
    assert grappe.sql(interdits, neuve) == grappe.sql(interdits, "vivante")


def test_une_archive_ne_s_ecrit_jamais_par_dessus_une_base(grappe, archive, tmp_path):
    avant = grappe.sql("SELECT count(*) FROM django_migrations", "vivante")

    fait = grappe.manage("restaurer", archive, base="vivante", MEDIA_ROOT=tmp_path / "rendus")

    assert fait.returncode != 0
    assert "n’est pas vide" in fait.stdout
    assert grappe.sql("SELECT count(*) FROM django_migrations", "vivante") == avant


def test_sans_place_pour_les_fichiers_la_base_reste_vide(grappe, archive, neuve):
    fait = grappe.manage("restaurer", archive, base=neuve, MEDIA_ROOT="/proc/nulle-part")

    assert fait.returncode != 0
    assert "Le disque refuse" in fait.stdout
    assert grappe.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", neuve) == "0"


@pytest.mark.parametrize("ou", [0.1, 0.5, 0.9])
def test_une_archive_abimee_est_refusee(archive, tmp_path, ou):
    octets = bytearray(archive.read_bytes())
    milieu = int(len(octets) * ou)
    octets[milieu : milieu + 64] = b"\xff" * 64
    (abimee := tmp_path / archive.name).write_bytes(octets)

    with pytest.raises(SauvegardeImpossible, match="abîmée|illisible"):
        ouvrir(abimee, tmp_path)


def test_la_copie_chiffree_ne_se_lit_qu_avec_la_cle_gardee_ailleurs(grappe, faite, neuve, tmp_path):
    [copie] = faite["SAUVEGARDES_COPIE"].iterdir()
    rendus = tmp_path / "rendus"

    assert b"etablissement" not in copie.read_bytes()
    with pytest.raises(SauvegardeImpossible, match="chiffrée"):
        ouvrir(copie, tmp_path)
    avec = grappe.manage("restaurer", copie, "--cle", faite["cle"], base=neuve, MEDIA_ROOT=rendus)
    assert "tous égaux à l’original" in _bien(avec)


def test_sans_l_outil_de_chiffrement_l_archive_reste_et_la_panne_est_dite(grappe, faite, tmp_path):
    lieux = {c: v for c, v in faite.items() if c.isupper()}
    lieux |= {"SAUVEGARDES": tmp_path / "s", "SAUVEGARDES_COPIE": tmp_path / "c", "PATH": ""}

    fait = grappe.manage("sauvegarder", base="vivante", **lieux)

    assert fait.returncode != 0
    assert "age manque" in fait.stdout
    assert len(list((tmp_path / "s").glob("partenariat-*.tar"))) == 1


def test_sur_un_disque_plein_rien_ne_reste_qui_le_garde_plein(grappe, faite, tmp_path):
    lieux = {c: v for c, v in faite.items() if c.isupper()} | {"SAUVEGARDES": tmp_path / "s"}

    fait = subprocess.run(
        ["sh", "-c", f"ulimit -f 64; exec {sys.executable} manage.py sauvegarder"],
        cwd=settings.RACINE,
        env=grappe.environnement("vivante", **lieux),
        capture_output=True,
        text=True,
    )

    assert fait.returncode != 0
    assert "Traceback" not in fait.stderr
    assert list((tmp_path / "s").iterdir()) == []


def test_on_garde_quinze_jours_puis_la_premiere_de_chaque_mois_pendant_un_an(tmp_path):
    aujourd_hui = dt.date(2026, 11, 28)
    jours = [aujourd_hui - dt.timedelta(days=n) for n in range(500)]
    for jour in jours:
        (tmp_path / f"partenariat-{jour:%Y%m%d}-020000.tar").touch()
    (tmp_path / "autre-chose.tar").touch()

    effacees = effacer_les_anciennes(tmp_path, aujourd_hui)

    gardees = {f.name[12:20] for f in tmp_path.glob("partenariat-*")}
    recents = {f"{j:%Y%m%d}" for j in jours[:15]}
    mois = {f"2026{m:02}01" for m in range(1, 12)} | {"20251201"}
    assert gardees == recents | mois
    assert len(effacees) == 500 - len(gardees)
    assert (tmp_path / "autre-chose.tar").exists()
