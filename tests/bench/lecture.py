"""`python -m tests.bench.lecture` : lire 220 000 lignes de chaque format, mémoire et temps."""

import csv
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import xlsxwriter
from django.core.files import File

from partenariat.lecture import lire

LIGNES = 220_000
ENTETES = ["Nom", "Prénom", "Courriel", "Téléphone", "Commune", "Établissement", "Début", "Heures"]
BUT = 300  # Mo


def rangee(i):
    return [
        *(f"NOM{i}", f"Prénom{i % 900}", f"personne{i}@exemple.fr", f"06{i:08d}"),
        *(f"Commune {i % 3000}", f"MA de Ville {i % 191}", "03/03/2014", i % 40 + 0.5),
    ]


def _csv(chemin):
    with open(chemin, "w", encoding="cp1252", newline="") as sortie:
        csv.writer(sortie, delimiter=";").writerows([ENTETES, *map(rangee, range(LIGNES))])


def _xlsx(chemin):
    with xlsxwriter.Workbook(chemin) as classeur:
        feuille = classeur.add_worksheet("Personnes")
        feuille.write_row(0, 0, ENTETES)
        for i in range(LIGNES):
            feuille.write_row(i + 1, 0, rangee(i))


_ESPACES = "".join(
    f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{p}:1.0"'
    for p in ("office", "table", "text")
)


def _ods(chemin):
    """À la main : la bibliothèque qui écrit nos ODS garde tout en mémoire."""
    with zipfile.ZipFile(chemin, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        with archive.open("content.xml", "w") as contenu:
            debut = "<office:body><office:spreadsheet><table:table table:name='Personnes'>"
            contenu.write(f"<office:document-content{_ESPACES}>{debut}".encode())
            for valeurs in [ENTETES, *map(rangee, range(LIGNES))]:
                cellules = "".join(
                    "<table:table-cell office:value-type='string'>"
                    f"<text:p>{v}</text:p></table:table-cell>"
                    for v in valeurs
                )
                contenu.write(f"<table:table-row>{cellules}</table:table-row>".encode())
            fin = "</table:table></office:spreadsheet></office:body></office:document-content>"
            contenu.write(fin.encode())


FABRIQUES = {"csv": _csv, "xlsx": _xlsx, "ods": _ods}


def mesurer(chemin):
    """Dans son propre processus : le pic de mémoire de ses enfants est celui de cette lecture."""
    with open(chemin, "rb") as fichier:
        recu = File(fichier)
        recu.temporary_file_path = lambda: str(chemin)
        debut = time.perf_counter()
        lecture = lire(recu, chemin.name, vers=f"{chemin}.jsonl")
        duree = time.perf_counter() - debut
    lues = sum(1 for _ in lecture.rangees())
    memoire = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    mesure = f"{lues:8} lignes {duree:7.1f} s {memoire:7.0f} Mo (but : {BUT} Mo)"
    print(f"{chemin.suffix:5} {mesure}", flush=True)


def principal():
    with tempfile.TemporaryDirectory() as dossier:
        for format, fabriquer in FABRIQUES.items():
            chemin = Path(dossier) / f"grand.{format}"
            fabriquer(chemin)
            commande = [sys.executable, "-m", "tests.bench.lecture", str(chemin)]
            subprocess.run(commande, check=True)


if __name__ == "__main__":
    mesurer(Path(sys.argv[1])) if len(sys.argv) > 1 else principal()
