"""Les scripts d'installation : ce qui se vérifie sans machine à installer."""

import re
import subprocess
from pathlib import Path

import pytest
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
