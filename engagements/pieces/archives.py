"""Les documents bureautiques sont des archives : on regarde dedans sans jamais trop y déplier."""

import zipfile
import zlib

from django.core.exceptions import ValidationError

DEPLIE = 60 * 1024 * 1024  # octets, une fois décompressé
ENTREES = 2000
MORCEAU = 64 * 1024
CHIFFREE = 0x1
METHODES = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Ce qui dit, dans l'archive, de quel document il s'agit.
PARTIES = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ODF = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}

ABIME = "Ce document ne s’ouvre pas : il est abîmé, ou ce n’est pas le type que dit son nom."
TROP_DEPLIE = "Ce document contient trop de données une fois ouvert : partagez-le en plusieurs."
MACROS = "Ce document contient des macros : enregistrez-le sans elles, ou en PDF."


def verifier_l_archive(fichier, extension: str) -> None:
    """Refuse une archive abîmée, chiffrée, démesurée, à macros, ou d'un autre type."""
    try:
        with zipfile.ZipFile(fichier) as archive:
            _verifier_les_entrees(archive.infolist())
            _tout_lire(archive)
            bon = _est_bien(archive, extension)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError) as panne:
        raise ValidationError(ABIME) from panne
    if not bon:
        raise ValidationError(ABIME)


def _verifier_les_entrees(entrees):
    if len(entrees) > ENTREES or sum(e.file_size for e in entrees) > DEPLIE:
        raise ValidationError(TROP_DEPLIE)
    for entree in entrees:
        if entree.flag_bits & CHIFFREE or entree.compress_type not in METHODES:
            raise ValidationError(ABIME)
        nom = entree.filename.lower()
        if nom.endswith("vbaproject.bin") or nom.startswith("basic/"):
            raise ValidationError(MACROS)


def _tout_lire(archive):
    """Chaque entrée a bien la taille et l'empreinte qu'elle annonce : la somme ci-dessus est vraie.

    `zipfile` ne déplie jamais au-delà de la taille annoncée.
    """
    for entree in archive.infolist():
        with archive.open(entree) as contenu:
            while contenu.read(MORCEAU):
                pass


def _est_bien(archive, extension):
    noms = set(archive.namelist())
    if extension in PARTIES:
        return {"[Content_Types].xml", PARTIES[extension]} <= noms
    return "mimetype" in noms and archive.read("mimetype").strip() == ODF[extension]
