"""Des fichiers comme une personne les envoie, pour les essais de la lecture."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

from partenariat.lecture import Lecture, lire
from partenariat.tableurs import FORMATS


def envoi(octets: bytes, nom: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(nom, octets)


def lu(octets: bytes, nom: str, dossier, **options) -> Lecture:
    return lire(envoi(octets, nom), nom, vers=dossier / "lu.jsonl", **options)


def classeur(remplir) -> bytes:
    """Un XLSX fait avec openpyxl : `remplir(classeur)`."""
    from openpyxl import Workbook

    fait, sortie = Workbook(), io.BytesIO()
    remplir(fait)
    fait.save(sortie)
    return sortie.getvalue()


def exporte(format: str, entetes, rangees) -> bytes:
    """Le fichier que nos exports écrivent."""
    ecrire, _ = FORMATS[format]
    return ecrire("Essai", list(entetes), list(rangees))
