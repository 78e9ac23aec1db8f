"""`make bench-import` : lire, essayer, appliquer et défaire une liste de personnes nouvelles.

    LIGNES=2200,220000 make bench-import

Sur PostgreSQL et le pays de la démonstration, chaque liste dans son propre processus. Chaque ligne
est une personne, son adhésion, son affectation et son agrément.
"""

import csv
import datetime as dt
import os
import resource
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import django
from django.core.files import File

from tests.charge.processus import environnement, gerer

ENTETES = (
    "Nom", "Prénom", "Adresse électronique", "Téléphone", "Commune", "Adhère depuis le",
    "Code établissement", "En fonction depuis le", "Titre décidé le", "Titre valable du",
    "Titre valable jusqu’au",
)  # fmt: skip


def principal():
    base = os.environ["DATABASE_URL"]
    gerer(
        "manage.py", "demo", "--sans-serveur", **environnement("", DEMO="1", DEMO_DATABASE_URL=base)
    )
    print(f"{'lignes':>8}{'lire':>8}{'essayer':>9}{'appliquer':>11}{'défaire':>9}{'Mo (pic)':>10}")
    for lignes in os.environ.get("LIGNES", "2200").split(","):
        print(gerer("-m", "tests.bench.imports", lignes, **environnement(base)), end="", flush=True)


def _mesurer(nombre):
    from benevoles.imports import annulation, etapes
    from benevoles.models import Import

    lot, lecture = _envoyer(nombre)
    temps = [lecture]
    for etape, travail in (
        (Import.Etape.ESSAI, etapes.essayer),
        (Import.Etape.APPLICATION, etapes.appliquer),
        (Import.Etape.RETOUR, annulation.defaire),
    ):
        Import.objects.filter(pk=lot.pk).update(etape=etape, faites=0)
        lot.refresh_from_db()
        debut = time.perf_counter()
        travail(lot)
        temps.append(time.perf_counter() - debut)
        if etape == Import.Etape.APPLICATION:
            _verifier(lot, nombre)
    qui = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    pic = max(resource.getrusage(q).ru_maxrss for q in qui) // 1024
    lire, *suite = (f"{t:.1f}".replace(".", ",") for t in temps)
    print(f"{nombre:>8}{lire:>8}{suite[0]:>9}{suite[1]:>11}{suite[2]:>9}{pic:>10}")


def _verifier(lot, nombre):
    creees = lot.lignes.filter(sort="cree").count()
    if creees != nombre:
        raise SystemExit(f"{creees} lignes créées sur {nombre} : la mesure ne vaut rien.")


def _envoyer(nombre):
    """(l'import de cette liste, les secondes passées à la lire)."""
    from django.contrib.auth import get_user_model
    from django.utils.timezone import localdate

    from benevoles.imports.registre import sorte
    from benevoles.models import Import
    from etablissements.echanges.colonnes import reconnaitre
    from partenariat.lecture import lire

    compte = get_user_model().objects.get(email="direction.anvp@demo.invalid")
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", newline="") as fichier:
        csv.writer(fichier, delimiter=";").writerows([ENTETES, *_rangees(nombre)])
        fichier.flush()
        debut = time.perf_counter()
        with Path(fichier.name).open("rb") as lu:
            lecture = lire(File(lu, "liste.csv"), "liste.csv")
        secondes = time.perf_counter() - debut
    try:
        with lecture.chemin.open("rb") as lu:
            colonnes = reconnaitre(sorte("personnes").colonnes(compte.droits), lecture.entetes)
            lot = Import.objects.create(
                sorte="personnes", association=compte.droits.association, par=compte,
                le=localdate(), nom="liste.csv", fichier=File(lu), colonnes=colonnes,
                rangees=lecture.nombre,
            )  # fmt: skip
    finally:
        lecture.chemin.unlink()
    return lot, secondes


def _rangees(nombre):
    from django.utils.timezone import localdate

    from etablissements.models import Etablissement

    ouverts = Etablissement.objects.ouverts(le=localdate()).values_list("code", flat=True)
    depuis, jusqu_au = (
        f"{localdate() + dt.timedelta(days=jours):%d/%m/%Y}" for jours in (-90, 600)
    )
    for n, code in enumerate(islice(cycle(ouverts), nombre)):
        yield (
            f"Essai-{n:06}", "Camille", f"essai{n}@exemple.invalid", f"06{n % 10**8:08}", "Lyon",
            depuis, code, depuis, depuis, depuis, jusqu_au,
        )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
        django.setup()
        _mesurer(int(sys.argv[1]))
    else:
        principal()
