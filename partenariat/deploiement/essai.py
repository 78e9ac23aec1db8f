"""Essaie l'installation sur une racine Debian vide, puis une mise à jour sous les requêtes.

    sudo python3 partenariat/deploiement/essai.py [DOSSIER]

Il faut debootstrap. La racine (DOSSIER, défaut /tmp/partenariat-essai) n'a pas systemd : ce script
en joue le rôle, avec les lignes ExecStart des services et une prise d'écoute qu'il garde.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

ICI = Path(__file__).resolve().parent
CODE = ICI.parent.parent
NOM = "partenariat.example.org"
PAQUETS = "ca-certificates,python3"
CHEMINS = "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


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
        service = (ICI / "systemd/partenariat-web.service").read_text()
        [ligne] = [m for m in service.splitlines() if m.startswith("ExecStart=")]
        script = (
            "set -a; . /etc/partenariat/environnement;"
            " STATIC_ROOT=/opt/partenariat/courante/var/statiques; set +a;"
            f" cd /opt/partenariat/courante; LISTEN_FDS=1 LISTEN_PID=$$ exec {ligne[10:]}"
        )
        self.processus = subprocess.Popen(
            self.machine.commande("runuser", "-u", "partenariat", "--", "bash", "-c", script),
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


class Visiteurs:
    """Des navigateurs qui ne cessent de demander une page, et comptent ce qu'ils reçoivent."""

    def __init__(self, nombre=4):
        self.recus, self.fini = {}, threading.Event()
        self.plus_long = 0.0
        self.fils = [threading.Thread(target=self._demander) for _ in range(nombre)]

    def __enter__(self):
        for fil in self.fils:
            fil.start()
        return self

    def __exit__(self, *_):
        self.fini.set()
        for fil in self.fils:
            fil.join()

    def _demander(self):
        while not self.fini.is_set():
            debut = time.monotonic()
            try:
                code = demander("/compte/connexion/")
            except OSError as faute:
                code = type(faute).__name__
            self.plus_long = max(self.plus_long, time.monotonic() - debut)
            self.recus[code] = self.recus.get(code, 0) + 1
            time.sleep(0.05)


def demander(adresse) -> int:
    sans_autorite = ssl._create_unverified_context()
    connexion = http.client.HTTPSConnection("127.0.0.1", 443, timeout=60, context=sans_autorite)
    connexion.request("GET", adresse, headers={"Host": NOM})
    reponse = connexion.getresponse()
    reponse.read()
    connexion.close()
    return reponse.status


def attendre_le_site():
    for _ in range(120):
        with contextlib.suppress(OSError):
            if demander("/compte/connexion/") == 200:
                return
        time.sleep(0.5)
    raise SystemExit("Le site ne répond pas.")


def essayer(machine: Machine):
    installer = "/srv/partenariat/partenariat/deploiement/installer"
    deployer = "/srv/partenariat/partenariat/deploiement/deployer"
    machine.copier_le_code()
    debut = time.monotonic()
    machine(installer, NOM=NOM)
    print(f"Installée en {time.monotonic() - debut:.0f} s.")
    reglages = (machine.racine / "etc/partenariat/environnement").read_text()
    machine(installer)
    assert (machine.racine / "etc/partenariat/environnement").read_text() == reglages
    print("Installée une seconde fois : réglages et secrets gardés.")

    service = Service(machine)
    service.demarrer()
    machine("nginx", exiger=False)
    attendre_le_site()
    try:
        with Visiteurs() as visiteurs:
            time.sleep(2)
            machine(deployer, "/srv/partenariat")
            service.relancer()
            time.sleep(4)
            machine(deployer, "--retour")
            service.relancer()
            time.sleep(4)
    finally:
        service.arreter()
        machine("nginx", "-s", "stop", exiger=False)
    print(f"Pendant une mise à jour et un retour : {visiteurs.recus} ;", end=" ")
    print(f"la plus longue attente : {visiteurs.plus_long:.1f} s.")
    if set(visiteurs.recus) != {200}:
        raise SystemExit("Un visiteur a vu une erreur.")

    verifier_les_roles(machine)
    restaurer(machine)


def verifier_les_roles(machine: Machine):
    """L'application ne réécrit pas l'histoire, même par une requête SQL."""
    refus = machine(
        *("runuser", "-u", "partenariat", "--", "psql", "-d", "partenariat", "-c"),
        "DELETE FROM benevoles_historicalbenevole",
        exiger=False,
    )
    if "permission denied" not in refus:
        raise SystemExit(f"Le rôle de l'application peut réécrire l'histoire :\n{refus}")
    print("Le rôle de l'application ne peut pas réécrire l'histoire.")


def restaurer(machine: Machine):
    """La base est perdue ; on la remet depuis la sauvegarde, et l'application la lit."""
    machine("partenariat", "sauvegarder")
    archive = max((machine.racine / "var/lib/partenariat/sauvegardes").glob("*.tar*"))
    for ordre in (
        "DROP DATABASE partenariat",
        "CREATE DATABASE partenariat OWNER partenariat_base ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        " TEMPLATE template0",
    ):
        machine("runuser", "-u", "postgres", "--", "psql", "-qc", ordre)
    restauree = machine("partenariat", "restaurer", f"/{archive.relative_to(machine.racine)}")
    print(restauree.strip().splitlines()[-1])
    machine("partenariat", "droits_de_la_base", "partenariat")
    machine("partenariat", "check", "--database", "default")


def main():
    machine = Machine(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/partenariat-essai"))
    machine.racine.mkdir(parents=True, exist_ok=True)
    machine.preparer()
    try:
        essayer(machine)
    finally:
        machine.defaire()


if __name__ == "__main__":
    main()
