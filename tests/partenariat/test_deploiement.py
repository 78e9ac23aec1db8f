"""Les scripts d'installation : ce qui se vérifie sans machine à installer."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

DEPLOIEMENT = Path(settings.RACINE) / "partenariat/deploiement"


@pytest.fixture
def lus(tmp_path):
    """Ce que le script « partenariat » comprend d'un fichier de réglages."""

    def lus(texte):
        (fichier := tmp_path / "environnement").write_text(texte)
        fonction = re.search(
            r"^lire\(\) .*?^}", (DEPLOIEMENT / "partenariat").read_text(), re.M | re.S
        )
        script = f"set -euo pipefail\n{fonction[0]}\nlire {fichier}\nenv -0"
        fait = subprocess.run(["env", "-i", "bash", "-c", script], capture_output=True, check=True)
        variables = dict(v.split("=", 1) for v in fait.stdout.decode().split("\0") if v)
        return {c: v for c, v in variables.items() if c not in {"PWD", "SHLVL", "_"}}

    return lus


def test_un_secret_se_lit_tel_quel_et_ne_s_execute_jamais(lus):
    base = "postgres://n:p@a,b/base?sslmode=require&target_session_attrs=read-write"

    assert lus(
        f"# un commentaire=1\n\nDATABASE_URL={base}\nEMAIL_URL=smtp://n:a$b`id`;c@s \n"
        "ALLOWED_HOSTS=\"a.org, b.org\"\nSECRET='x y'\nSANS_FIN=1"
    ) == {
        "DATABASE_URL": base,
        "EMAIL_URL": "smtp://n:a$b`id`;c@s",
        "ALLOWED_HOSTS": "a.org, b.org",
        "SECRET": "x y",
        "SANS_FIN": "1",
    }


@pytest.mark.parametrize("modele", ["installer", "conteneurs/environnement.exemple"])
def test_chaque_reglage_propose_est_lu_par_l_application(modele):
    reglages = (Path(settings.RACINE) / "partenariat/settings.py").read_text()
    reglages += (Path(settings.RACINE) / "partenariat/rangement/reglage.py").read_text()
    reglages += (Path(settings.RACINE) / "partenariat/courrier.py").read_text()
    proposes = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (DEPLOIEMENT / modele).read_text(), re.M)
    internes = {"REGLAGES", "PROPRIETAIRE", "ETAT", "JOURNAUX", "PATH"}

    assert len(proposes) > 9
    assert [nom for nom in proposes if f'"{nom}"' not in reglages and nom not in internes] == []


def test_la_base_en_conteneur_a_la_version_des_outils_qui_la_sauvegardent():
    """pg_dump refuse un serveur plus récent que lui : la sauvegarde échouerait chaque nuit."""
    compose = yaml.safe_load((DEPLOIEMENT / "conteneurs/compose.yaml").read_text())
    image = (DEPLOIEMENT / "conteneurs/Containerfile").read_text()

    assert "FROM python:3.11-slim-bookworm\n" in image  # Debian 12 : PostgreSQL 15
    assert compose["services"]["base"]["image"] == "postgres:15-bookworm"


def test_tout_ce_que_compose_monte_ou_lance_existe():
    conteneurs = DEPLOIEMENT / "conteneurs"
    services = yaml.safe_load((conteneurs / "compose.yaml").read_text())["services"]
    poses = {"./certificats"}  # par l'administrateur
    volumes = {v.split(":")[0] for s in services.values() for v in s["volumes"]} - poses
    montes = {conteneurs / v for v in volumes if v.startswith(".")}
    lances = {
        Path(settings.RACINE) / mot
        for service in services.values()
        for mot in service.get("command", [])
        if mot.endswith((".sh", ".py"))
    }

    assert len(montes) == 2
    assert [chemin for chemin in montes | lances if not chemin.is_file()] == []
    # Un script sans ce droit est lu par celui de l'image, à qui il impose « set -u ».
    assert os.access(conteneurs / "creer-le-role-de-l-application.sh", os.X_OK)


def test_nginx_ne_note_aucune_requete():
    """Les adresses portent des noms cherchés, et les erreurs les recopient."""
    serveurs = re.split(r"^server \{", (DEPLOIEMENT / "nginx.conf").read_text(), flags=re.M)[1:]

    assert len(serveurs) == 2
    for serveur in serveurs:
        assert "access_log off;" in serveur
        assert "error.log emerg;" in serveur
