"""`make bench-charge` : des pages sous la charge, sur PostgreSQL, à 1, 2 et 4 processus.

    ECHELLES=1,10,100 PROCESSUS=1,2,4 make bench-charge     (il faut hey : apt install hey)

Chaque page reçoit d'abord cinquante demandes par seconde, une toutes les vingt millisecondes, puis
autant qu'elle peut. Écrit aussi `var/bench-charge.json`. À deux cœurs, hey et PostgreSQL prennent
leur part de la machine.
"""

import csv
import http.client
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from statistics import quantiles

import django
from django.db import connection

from tests.charge.processus import PORT, RACINE, attendre, environnement, gerer, pages

ADRESSE = "127.0.20.1"
SECONDES = 10
CONNEXIONS = 10
PAR_SECONDE = 50
PAGES = {  # le chemin, et le code attendu
    "tableau de bord": ("/tableau-de-bord/", 200),
    "tableau, déjà lu (304)": ("/tableau-de-bord/", 304),
    "recensement": ("/recensement/", 200),
    "établissement": ("/etablissements/cp-nancy-maxeville/", 200),
    "carte": ("/carte.svg", 200),
    "carte, déjà lue (304)": ("/carte.svg", 304),
    "vue vide": ("/vide/", 200),
}
TOURS = os.sysconf("SC_CLK_TCK")


def principal():
    if not shutil.which("hey"):
        raise SystemExit("Il manque hey, qui envoie les demandes : apt install hey")
    base = os.environ["DATABASE_URL"]
    reglages = environnement(base, DJANGO_SETTINGS_MODULE="tests.bench.reglages")
    demo = environnement("", DEMO="1", DEMO_DATABASE_URL=base)
    gerer("manage.py", "demo", "--sans-serveur", **demo)
    mesures, deja = [], 1
    for echelle in _entiers("ECHELLES", "1,10,100"):
        gerer("-m", "tests.bench.donnees", str(echelle), str(deja), **reglages)
        deja = echelle
        for processus in _entiers("PROCESSUS", "1,2,4"):
            mesures += _mesurer(echelle, processus, reglages)
    (RACINE / "var/bench-charge.json").write_text(json.dumps(mesures, ensure_ascii=False, indent=1))


def _entiers(nom, defaut):
    return [int(n) for n in os.environ.get(nom, defaut).split(",")]


def _mesurer(echelle, processus, reglages):
    print(f"\n{echelle}×, {processus} processus")
    print(f"{'':28}{'dem./s':>8}{'p50':>7}{'p95':>7}{'p99':>7}{'max':>7}{'erreurs':>9}", end="")
    print(f"{'cœurs':>7}{'base':>7}{'Mo':>6}")
    serveur = pages(ADRESSE, processus, **reglages)
    try:
        attendre(ADRESSE)
        session = gerer(
            "-m", "tests.charge.sessions", "direction.anvp@demo.invalid", "1", **reglages
        ).strip()
        resultats = []
        for nom, (chemin, code) in PAGES.items():
            for rythme in (PAR_SECONDE, 0):
                mesure = _une_page(serveur, chemin, session, code=code, rythme=rythme)
                _dire(nom, mesure)
                resultats.append({"echelle": echelle, "processus": processus, "page": nom} | mesure)
        return resultats
    finally:
        serveur.tuer()


def _une_page(serveur, chemin, session, *, code, rythme):
    """Les temps d'une page (ms), les cœurs pris par l'application et la base, la mémoire."""
    entetes = ["-H", f"Cookie: sessionid={session}"]
    if code == 304:
        entetes += ["-H", f"If-None-Match: {_etiquette(chemin, session)}"]
    ensemble = ["-c", CONNEXIONS]
    _lire(_hey(chemin, entetes, "-n", CONNEXIONS, *ensemble))  # chaque processus a lu une fois
    avant, base_avant = _temps_du_processeur(serveur), _temps_de_la_base()
    if rythme:
        lignes = _au_pas(chemin, entetes, rythme)
    else:
        lignes = _lire(_hey(chemin, entetes, "-z", f"{SECONDES}s", *ensemble))
    temps = sorted(float(ligne["response-time"]) * 1000 for ligne in lignes)
    parts = quantiles(temps, n=100, method="inclusive")
    return {
        "demandes_par_seconde_voulues": rythme or None,
        "par_seconde": round(len(temps) / SECONDES, 1),
        **{f"p{p}": round(parts[p - 1]) for p in (50, 95, 99)},
        "max": round(temps[-1]),
        "erreurs": sum(int(ligne["status-code"]) != code for ligne in lignes),
        "coeurs": round((_temps_du_processeur(serveur) - avant) / SECONDES, 2),
        "base": round((_temps_de_la_base() - base_avant) / SECONDES, 2),
        "mo": max(map(_memoire, _enfants(serveur))),
    }


def _dire(nom, m):
    nom += f", {PAR_SECONDE}/s" if m["demandes_par_seconde_voulues"] else ""
    print(f"{nom:28}{m['par_seconde']:>8}{m['p50']:>7}{m['p95']:>7}{m['p99']:>7}", end="")
    print(f"{m['max']:>7}{m['erreurs']:>9}{m['coeurs']:>7}{m['base']:>7}{m['mo']:>6}", flush=True)


def _hey(chemin, entetes, *options):
    # Comme nginx, une connexion par demande : gardées, un seul processus les prendrait parfois.
    commande = ["hey", "-t", "60", "-o", "csv", "-disable-redirects", "-disable-keepalive"]
    commande += [*map(str, options), *entetes]
    adresse = f"http://{ADRESSE}:{PORT}{chemin}"
    return subprocess.Popen([*commande, adresse], stdout=subprocess.PIPE, text=True)


def _lire(hey):
    sortie, _ = hey.communicate()
    if hey.returncode:
        raise SystemExit(f"hey s’est arrêté ({hey.returncode}).")
    return list(csv.DictReader(sortie.splitlines()))


def _au_pas(chemin, entetes, rythme):
    """Une demande à la fois, à intervalles égaux : à dix connexions, hey les enverrait par dix."""
    seules = ["-z", f"{SECONDES}s", "-c", 1, "-q", rythme // CONNEXIONS]
    lances = []
    for _ in range(CONNEXIONS):
        lances.append(_hey(chemin, entetes, *seules))
        time.sleep(1 / rythme)
    return [ligne for hey in lances for ligne in _lire(hey)]


def _etiquette(chemin, session):
    connexion = http.client.HTTPConnection(ADRESSE, PORT, timeout=60)
    connexion.request("GET", chemin, headers={"Cookie": f"sessionid={session}"})
    return connexion.getresponse().headers["ETag"]


def _enfants(serveur):
    """Les processus qui servent les pages ; gunicorn, qui les garde, n'en est pas."""
    maitre = serveur.processus.pid
    return Path(f"/proc/{maitre}/task/{maitre}/children").read_text().split()


def _temps_du_processeur(serveur) -> float:
    champs = (Path(f"/proc/{p}/stat").read_text().split() for p in _enfants(serveur))
    return sum(int(c[13]) + int(c[14]) for c in champs) / TOURS


def _memoire(processus) -> int:
    """En Mo, ce qu'il partage compris."""
    etat = Path(f"/proc/{processus}/status").read_text()
    return int(etat.split("VmRSS:")[1].split()[0]) // 1024


def _temps_de_la_base() -> float:
    """Secondes passées par PostgreSQL à répondre, depuis le début."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT sum(active_time) FROM pg_stat_database")
        return curseur.fetchone()[0] / 1000


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.reglages"
    django.setup()
    principal()
