"""`make bench` : construit les pays à 1×, 10× et 100×, mesure, compare, écrit var/bench.json."""

import json
import os
import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parents[2]
VAR = RACINE / "var"
REFERENCE = "(a) liste de l’admin de Django"
BUTS = {
    "tableau de bord": 1 / 3,
    "recensement, première page": 1 / 3,
    "établissement": 1 / 5,
    "section": 1 / 5,
    "recherche": 1 / 5,
}


def principal():
    VAR.mkdir(exist_ok=True)
    echelles = [int(n) for n in os.environ.get("ECHELLES", "1,10,100").split(",")]
    resultats = {n: _mesurer(n) for n in echelles}
    for n, mesures in resultats.items():
        _afficher(n, mesures)
    rapport = {"mesures": resultats, "rapports": _rapports(resultats)}
    (VAR / "bench.json").write_text(json.dumps(rapport, ensure_ascii=False, indent=1))
    print(f"\nÉcrit dans {(VAR / 'bench.json').relative_to(RACINE)}.")


def _mesurer(echelle):
    base = VAR / f"bench-{echelle}.sqlite3"
    for reste in VAR.glob(f"{base.name}*"):
        reste.unlink()
    adresse = f"sqlite:///{base}"
    print(f"Pays à {echelle}× …", file=sys.stderr)
    _lancer(["manage.py", "demo", "--sans-serveur"], DEMO_DATABASE_URL=adresse)
    sortie = _lancer(
        ["-m", "tests.bench.processus", str(echelle)],
        DATABASE_URL=adresse,
        DJANGO_SETTINGS_MODULE="tests.bench.reglages",
    )
    return json.loads(sortie)


def _lancer(arguments, **environnement):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=RACINE,
        env=os.environ | {"PYTHONWARNINGS": "ignore"} | environnement,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def _rapports(resultats):
    rapports = {}
    for n, mesures in resultats.items():
        temps = {m["nom"]: m["ms"] for m in mesures}
        rapports[f"{n}x"] = {
            nom: {"rapport": round(temps[nom] / temps[REFERENCE], 3), "but": round(but, 3)}
            for nom, but in BUTS.items()
        }
    if {1, 100} <= resultats.keys():
        temps = [{m["nom"]: m["ms"] for m in resultats[n]}["tableau de bord"] for n in (1, 100)]
        rapports["tableau de bord, 100x sur 1x"] = {
            "rapport": round(temps[1] / temps[0], 2),
            "but": 3,
        }
    return rapports


def _afficher(echelle, mesures):
    temps = {m["nom"]: m["ms"] for m in mesures}
    print(
        f"\n{echelle}×\n{'':34}{'médiane':>10}{'à froid':>10}{'requêtes':>10}{'Ko':>8}{'÷ (a)':>8}"
    )
    for m in mesures:
        froid = f"{m['ms_a_froid']:.1f}" if m["ms_a_froid"] else ""
        print(
            f"{m['nom']:34}{m['ms']:10.1f}{froid:>10}{m['requetes']:10}"
            f"{m['octets'] / 1000:8.1f}{m['ms'] / temps[REFERENCE]:8.2f}"
        )


if __name__ == "__main__":
    principal()
