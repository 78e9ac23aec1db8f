"""Une Debian 12 dans un dossier, et les pages qu'elle sert, sans systemd."""

import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

CODE = Path(__file__).resolve().parents[2]
UNITE = CODE / "partenariat/deploiement/systemd/partenariat-web.service"
PAQUETS = "ca-certificates,python3"
CHEMINS = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SOUS_SON_COMPTE = ("runuser", "-u", "partenariat", "--")
REGLAGES = (
    "set -a; . /etc/partenariat/environnement;"
    " STATIC_ROOT=/opt/partenariat/courante/var/statiques; set +a; cd /opt/partenariat/courante;"
)


class Machine:
    """Une Debian 12 dans un dossier."""

    def __init__(self, racine: Path):
        self.racine = racine
        self.montages = [("/proc", "proc"), ("/dev", "dev")]

    def preparer(self):
        if not (self.racine / "bin").exists():
            commande = ["debootstrap", "--variant=minbase", f"--include={PAQUETS}", "bookworm"]
            subprocess.run([*commande, self.racine], check=True, stdout=subprocess.DEVNULL)
        for source, cible in self.montages:
            if not os.path.ismount(self.racine / cible):
                subprocess.run(["mount", "--rbind", source, self.racine / cible], check=True)
        # Rien ne démarre à l'installation d'un paquet : il n'y a pas de systemd ici.
        interdit = self.racine / "usr/sbin/policy-rc.d"
        interdit.write_text("#!/bin/sh\nexit 101\n")
        interdit.chmod(0o755)
        for fichier in ("resolv.conf", "hosts", "ssl/certs/ca-certificates.crt"):
            shutil.copy(f"/etc/{fichier}", self.racine / "etc" / fichier)

    def defaire(self):
        self("pg_ctlcluster", "15", "main", "stop", "-m", "immediate", exiger=False)
        for _, cible in self.montages:
            subprocess.run(["umount", "-l", self.racine / cible], check=False)

    def copier_le_code(self):
        cible = self.racine / "srv/partenariat"
        shutil.rmtree(cible, ignore_errors=True)
        cible.mkdir(parents=True)
        archive = subprocess.run(
            ["git", "-C", CODE, "archive", "HEAD"], check=True, capture_output=True
        )
        subprocess.run(["tar", "-x", "-C", cible], input=archive.stdout, check=True)

    def __call__(self, *mots, exiger=True, **variables):
        """Lance une commande dans la machine ; rend ce qu'elle a écrit."""
        fait = subprocess.run(
            self.commande(*mots, **variables),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if exiger and fait.returncode:
            raise SystemExit(f"{' '.join(map(str, mots))} a échoué :\n{fait.stdout}")
        return fait.stdout

    def dans_la_version(self, script, compte="partenariat"):
        """Un script du shell, dans la version en service, avec ses réglages ; ce qu'il a écrit."""
        return self("runuser", "-u", compte, "--", "bash", "-c", f"{REGLAGES} {script}")

    def commande(self, *mots, **variables):
        reglages = {"PATH": CHEMINS, "HOME": "/root", "LC_ALL": "C.UTF-8", **variables}
        reglages["SSL_CERT_FILE"] = "/etc/ssl/certs/ca-certificates.crt"
        affectations = [f"{cle}={valeur}" for cle, valeur in reglages.items()]
        return ["chroot", str(self.racine), "env", "-i", *affectations, *map(str, mots)]


class Service:
    """Les pages, comme systemd les tient : la prise d'écoute survit à gunicorn."""

    def __init__(self, machine: Machine):
        self.machine, self.processus = machine, None
        chemin = machine.racine / "run/partenariat/web.sock"
        chemin.parent.mkdir(parents=True, exist_ok=True)
        chemin.unlink(missing_ok=True)
        self.prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.prise.bind(str(chemin))
        self.prise.listen(512)
        chemin.chmod(0o666)

    def demarrer(self):
        [ligne] = [m for m in UNITE.read_text().splitlines() if m.startswith("ExecStart=")]
        script = f"{REGLAGES} LISTEN_FDS=1 LISTEN_PID=$$ exec {ligne[10:]}"
        self.processus = subprocess.Popen(
            self.machine.commande(*SOUS_SON_COMPTE, "bash", "-c", script),
            preexec_fn=lambda: os.dup2(self.prise.fileno(), 3, inheritable=True),
            pass_fds=[3],
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def arreter(self):
        os.killpg(self.processus.pid, signal.SIGTERM)
        self.processus.wait(45)

    def relancer(self):
        self.arreter()
        self.demarrer()
