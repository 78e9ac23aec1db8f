"""Une grappe PostgreSQL rien que pour un essai, qu'on peut arrêter, tuer net et relancer.

Elle est la même que la suite passe sur SQLite ou sur PostgreSQL : ces essais portent sur la
production, qui est sur PostgreSQL.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from django.conf import settings

DELAI = 300
# Sans fsync : tuer un processus n'efface pas ce que le noyau a reçu ; seule une panne de courant
# le ferait.
REGLAGES = """
listen_addresses = ''
unix_socket_directories = '{dossier}'
fsync = off
"""


class Grappe:
    """Une grappe dans `dossier`, jointe par une prise Unix ; `reglages` vont à postgresql.conf."""

    def __init__(self, dossier: Path, reglages: str = ""):
        self.dossier, self.donnees = dossier, dossier / "donnees"
        dossier.mkdir(parents=True, exist_ok=True)
        self._donner(dossier)
        self.outil(
            *("initdb", "-D", self.donnees, "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        with (self.donnees / "postgresql.conf").open("a") as conf:
            conf.write(REGLAGES.format(dossier=dossier) + reglages)
        self.demarrer()

    def demarrer(self):
        journal = self.dossier / "journal"
        self.outil("pg_ctl", "start", "-D", self.donnees, "-w", "-s", "-l", journal)

    def arreter(self, mode="immediate"):
        self.outil("pg_ctl", "stop", "-D", self.donnees, "-m", mode, "-s")

    def tuer(self):
        """SIGKILL au processus principal : comme une coupure de courant pour PostgreSQL."""
        pid = int((self.donnees / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
        while Path(f"/proc/{pid}").exists():
            pass
        (self.donnees / "postmaster.pid").unlink()

    def url(self, base="postgres"):
        return f"postgres://postgres@/{self.dossier}/{base}"

    def creer_base(self, nom):
        self.outil("createdb", "-h", self.dossier, "-U", "postgres", nom)

    def sql(self, ordre, base="postgres") -> str:
        return self.outil(
            "psql", "-h", self.dossier, "-U", "postgres", "-d", base, "-Atc", ordre
        ).strip()

    def outil(self, nom, *arguments) -> str:
        """Lance un outil de PostgreSQL ; sous root, par l'utilisateur postgres qu'ils exigent."""
        commande = [str(_chemin(nom)), *map(str, arguments)]
        if os.geteuid() == 0:
            commande = ["runuser", "-u", "postgres", "--", *commande]
        fait = subprocess.run(
            commande, cwd=self.dossier, stdin=subprocess.DEVNULL, timeout=DELAI,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, close_fds=True,
        )  # fmt: skip
        assert fait.returncode == 0, f"{nom} : {fait.stdout}"
        return fait.stdout

    def manage(self, *commande, base="postgres", **variables) -> subprocess.CompletedProcess:
        """Une commande de l'application, aux réglages de production, sur une base de la grappe."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, commande)],
            cwd=Path(settings.RACINE),
            env=self.environnement(base, **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=DELAI,
        )

    def environnement(self, base="postgres", **variables):
        ote = {"DJANGO_SETTINGS_MODULE", "DEMO", "DATABASE_URL"}
        return {c: v for c, v in os.environ.items() if c not in ote} | {
            "DATABASE_URL": self.url(base),
            "DATABASE_POOL": "0",
            "SECRET_KEY": "essais",
            **{cle: str(valeur) for cle, valeur in variables.items()},
        }

    def _donner(self, dossier):
        if os.geteuid() == 0:
            shutil.chown(dossier, "postgres")


def _chemin(nom):
    trouves = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{nom}"), key=lambda c: int(c.parts[-3])
    )
    return trouves[-1] if trouves else nom
