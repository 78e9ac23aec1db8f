"""Demander la lecture d'un fichier reçu, et traduire en phrases tout ce qui peut mal tourner."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from partenariat.lecture import refus
from partenariat.lecture.archive import OLE2, verifier_le_debut
from partenariat.lecture.bornes import DELAI, MO, TAILLE
from partenariat.lecture.lecture import Lecture, ouvrir
from partenariat.lecture.refus import FichierRefuse

RACINE = Path(__file__).resolve().parents[2]
EXTENSIONS = {"xlsx": "xlsx", "ods": "ods", "csv": "csv", "txt": "csv", "tsv": "csv"}
REFUSEES = {"xls": refus.ANCIEN, "xlsm": refus.MACROS, "xltm": refus.MACROS, "xlsb": refus.ANCIEN}
DEBUT = 4096
_CHIFFRE = "EncryptedPackage".encode("utf-16-le")


def lire(fichier, nom: str, *, feuille: str | None = None, vers=None) -> Lecture:
    """Le tableau de ce fichier reçu, écrit dans `vers`, sinon dans un fichier temporaire.

    Le fichier écrit est à qui a demandé la lecture : à lui de l'effacer.
    """
    extension = _extension(nom)
    with _sur_le_disque(fichier) as origine:
        _verifier(origine, extension)
        if vers is None:
            descripteur, vers = tempfile.mkstemp(suffix=".jsonl")
            os.close(descripteur)
        try:
            _faire_lire(origine, extension, vers, feuille)
        except FichierRefuse:
            Path(vers).unlink(missing_ok=True)
            raise
    return ouvrir(vers)


def _extension(nom):
    suite = Path(nom).suffix.lower().removeprefix(".")
    if suite not in EXTENSIONS:
        raise FichierRefuse(REFUSEES.get(suite, refus.TYPE))
    return EXTENSIONS[suite]


@contextlib.contextmanager
def _sur_le_disque(fichier):
    """Le chemin du fichier reçu ; une copie, s'il n'est encore qu'en mémoire."""
    if fichier.size > TAILLE:
        raise FichierRefuse(refus.TROP_GROS)
    if hasattr(fichier, "temporary_file_path"):
        yield fichier.temporary_file_path()
        return
    with tempfile.NamedTemporaryFile() as copie:
        fichier.seek(0)
        shutil.copyfileobj(fichier, copie, MO)
        copie.flush()
        yield copie.name


def _verifier(origine, extension):
    with open(origine, "rb") as octets:
        debut = octets.read(DEBUT)
        chiffre = debut.startswith(OLE2) and _CHIFFRE in debut + octets.read()
    if not debut:
        raise FichierRefuse(refus.VIDE)
    verifier_le_debut(debut, extension, chiffre=chiffre)


def _faire_lire(origine, extension, vers, feuille):
    commande = [sys.executable, "-m", "partenariat.lecture.processus"]
    arguments = [str(origine), extension, str(vers), *([feuille] if feuille else [])]
    try:
        fini = subprocess.run(
            [*commande, *arguments],
            cwd=RACINE,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "OPENPYXL_LXML": "False"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=DELAI,
            encoding="utf-8",
            check=False,
        )
    except subprocess.TimeoutExpired as panne:
        raise FichierRefuse(refus.TROP_LONG) from panne
    if fini.stdout.strip():
        raise FichierRefuse(fini.stdout.strip())
    if fini.returncode < 0:  # arrêté par une de ses bornes
        raise FichierRefuse(refus.TROP_LONG)
    if fini.returncode:
        raise FichierRefuse(refus.ABIME)
