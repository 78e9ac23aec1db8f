"""`make bench-plans` : à cent fois le pays, les requêtes les plus lourdes, et leurs plans.

Sur PostgreSQL, avec de vraies statistiques. Chaque page est lue à froid par chaque sorte de compte.
Écrit les dix requêtes les plus longues, et s'arrête en erreur si l'une parcourt en entier une
grande table sans figurer dans `ENTIERES`, qui dit pourquoi.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass

import django
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.charge.processus import RACINE, environnement, gerer

GRANDE = 100_000  # lignes
PLUS_LONGUES = 10
LENTE = 0.05  # secondes ; en deçà, parcourir une table ne se voit pas
COMPTES = (
    "direction.anvp@demo.invalid",
    "direction.auxilia@demo.invalid",
    "president@demo.invalid",
    "cp.auxilia@demo.invalid",
    "spip@demo.invalid",
)
# Les pages qui lisent une grande table en entier, et pourquoi.
_COUVERTURE = "à froid, la couverture de tout le pays se recalcule, puis se garde"
_COMPTE = "une direction y voit le compte exact de toute son association"
ENTIERES = {
    "tableau de bord": _COUVERTURE,
    "convention": _COUVERTURE,
    "engagement 1.3": _COUVERTURE,
    "personnes, première page": _COMPTE,
    "double adhésion": _COMPTE,
    "double adhésion, taux": _COMPTE,
}


@dataclass(frozen=True, slots=True)
class Requete:
    """Une requête d'une page, et les grandes tables que son plan parcourt en entier."""

    page: str
    qui: str
    secondes: float
    parcourues: frozenset


def principal():
    base = os.environ["DATABASE_URL"]
    reglages = environnement(base, DJANGO_SETTINGS_MODULE="tests.bench.reglages")
    gerer(
        "manage.py", "demo", "--sans-serveur", **environnement("", DEMO="1", DEMO_DATABASE_URL=base)
    )
    gerer("-m", "tests.bench.donnees", os.environ.get("ECHELLE", "100"), "1", **reglages)
    lire = [sys.executable, "-m", "tests.bench.plans", "lire"]
    sys.exit(subprocess.run(lire, cwd=RACINE, env=reglages, check=False).returncode)


def _lire():
    grandes, requetes = _grandes_tables(), []
    for qui in COMPTES:
        requetes += _requetes(qui, grandes)
    requetes.sort(key=lambda requete: -requete.secondes)
    for requete in requetes[:PLUS_LONGUES]:
        print(f"{requete.secondes * 1000:>7.0f} ms  {requete.page:30} {requete.qui:32}", end="")
        print(", ".join(sorted(requete.parcourues)) or "par index")
    lentes = [r for r in requetes if r.secondes > LENTE and r.page not in ENTIERES]
    inconnues = {(requete.page, table) for requete in lentes for table in requete.parcourues}
    for page, table in sorted(inconnues):
        print(f"{page} parcourt {table} en entier", file=sys.stderr)
    return bool(inconnues)


def _grandes_tables():
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [GRANDE]
        )
        return {nom for (nom,) in curseur.fetchall()}


def _requetes(qui, grandes):
    from django.contrib.auth import get_user_model

    from tests.bench.mesures import pages

    client, lues = Client(), []
    client.force_login(get_user_model().objects.get(email=qui))
    demandes = {"demandes": reverse("demandes"), "à décider": reverse("a_decider")}
    for page, adresse in (pages() | demandes).items():
        executees = []

        def noter(executer, sql, parametres, plusieurs, contexte, executees=executees):
            debut = time.perf_counter()
            try:
                return executer(sql, parametres, plusieurs, contexte)
            finally:
                executees.append((time.perf_counter() - debut, sql, parametres))

        with connection.execute_wrapper(noter):
            reponse = client.get(adresse)
        if reponse.status_code == 200:
            lues += [
                Requete(page, qui, secondes, _parcourues(sql, parametres, grandes))
                for secondes, sql, parametres in executees
                if sql.startswith("SELECT")
            ]
    return lues


def _parcourues(sql, parametres, grandes) -> frozenset:
    with connection.cursor() as curseur:
        curseur.execute(f"EXPLAIN (FORMAT JSON) {sql}", parametres)
        [plan] = curseur.fetchone()[0]
    return frozenset(_tables(plan["Plan"])) & grandes


def _tables(noeud):
    if noeud["Node Type"] == "Seq Scan":
        yield noeud["Relation Name"]
    for enfant in noeud.get("Plans", ()):
        yield from _tables(enfant)


if __name__ == "__main__":
    if sys.argv[1:] == ["lire"]:
        django.setup()
        sys.exit(_lire())
    principal()
