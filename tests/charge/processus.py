"""Les processus de l'application et nginx, chacun à son adresse de bouclage."""

import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.utils.crypto import get_random_string

RACINE = Path(__file__).resolve().parents[2]
PORT = 8400
FACADE = "127.0.20.100"
SESSION = "sessionid"
UNITE = RACINE / "partenariat/deploiement/systemd/partenariat-web.service"


def environnement(base: str, replique: str = "", **variables) -> dict:
    """Les réglages de production, sans HTTPS ni second facteur."""
    reglages = {
        "DATABASE_URL": base,
        "DATABASE_REPLIQUE_URL": replique,
        "SECRET_KEY": CLE,
        "ALLOWED_HOSTS": f"{FACADE},localhost,testserver,127.0.20.1,127.0.20.2",
        "CSRF_TRUSTED_ORIGINS": f"http://{FACADE}:{PORT}",
        "HTTPS": "0",
        "SECOND_FACTEUR_OBLIGATOIRE": "0",
        "STATIC_ROOT": str(RACINE / "var/statiques"),
    }
    propres = {c: v for c, v in os.environ.items() if c not in ("DEMO", "DJANGO_SETTINGS_MODULE")}
    return propres | reglages | variables


CLE = get_random_string(60)


def gerer(*mots, **reglages) -> str:
    """Une commande de l'application ; rend ce qu'elle a écrit."""
    return subprocess.run(
        [sys.executable, *mots], cwd=RACINE, env=reglages, check=True, stdout=subprocess.PIPE,
        text=True,
    ).stdout  # fmt: skip


class Service:
    """Un processus et ses enfants, qu'on peut tuer net et relancer."""

    def __init__(self, *commande, **reglages):
        self.commande, self.reglages, self.processus = commande, reglages, None
        self.demarrer()

    def demarrer(self):
        self.processus = subprocess.Popen(
            list(map(str, self.commande)), cwd=RACINE, env=self.reglages, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def tuer(self, comment=signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processus.pid, comment)
        self.processus.wait(60)


def pages(adresse: str, processus: int, **reglages) -> Service:
    """Un nœud de pages, la mémoire réglée comme systemd la règle."""
    [memoire] = re.findall(r"^Environment=(MALLOC.*)$", UNITE.read_text(), re.M)
    reglages |= dict(r.split("=") for r in memoire.split())
    return Service(
        *(sys.executable, "-m", "gunicorn", "partenariat.wsgi", "--bind", f"{adresse}:{PORT}"),
        *("--workers", processus, "--threads", 4, "--timeout", 60),
        **reglages,
    )


def taches(**reglages) -> Service:
    return Service(sys.executable, "manage.py", "db_worker", **reglages)


def facade(dossier: Path, noeuds: list[str]) -> Service:
    """nginx devant ces nœuds : il en écarte un qui ne répond pas, et essaie l'autre."""
    amont = "".join(f"server {n}:{PORT} max_fails=1 fail_timeout=5s;" for n in noeuds)
    conf = dossier / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {dossier}/nginx.pid; error_log /dev/null; worker_processes 1;\n"
        "events {}\nhttp { access_log off;\n"
        f"upstream application {{ {amont} }}\n"
        f"server {{ listen {FACADE}:{PORT};\n location / {{ proxy_pass http://application;"
        " proxy_connect_timeout 2s; proxy_read_timeout 75s; proxy_set_header Host $http_host;"
        " proxy_set_header X-Forwarded-For $remote_addr; } } }\n"
    )
    return Service("nginx", "-c", conf, "-p", dossier, **os.environ)


def attendre(adresse: str, secondes=60):
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        with contextlib.suppress(OSError):
            if demander("/compte/connexion/", hote=adresse)[0] == 200:
                return
        time.sleep(0.3)
    raise SystemExit(f"{adresse} ne répond pas.")


def demander(chemin, *, hote=FACADE, cookies="", methode="GET", corps=None) -> tuple:
    """Le code, la page, les cookies posés, et l'adresse où l'on est renvoyé."""
    connexion = http.client.HTTPConnection(hote, PORT, timeout=80)
    entetes = {"Cookie": cookies, "Origin": f"http://{FACADE}:{PORT}"}
    if corps is not None:
        entetes["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connexion.request(methode, chemin, body=corps, headers=entetes)
        reponse = connexion.getresponse()
        poses = reponse.headers.get_all("Set-Cookie") or []
        return reponse.status, reponse.read().decode(), poses, reponse.headers.get("Location")
    finally:
        connexion.close()
