"""Un classeur est une archive : on sait combien elle contient avant de rien y déplier."""

import zipfile

from partenariat.lecture import refus
from partenariat.lecture.bornes import DEPLIE, ENTREES, PARTIE_EN_MEMOIRE
from partenariat.lecture.refus import FichierRefuse

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHIFFREE = 0x1
METHODES = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
MANIFESTE = "META-INF/manifest.xml"
MANIFESTE_LU = 1024 * 1024  # octets
MIME_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Ce qu'on lit au fil de l'eau ; le reste va en mémoire.
_AU_FIL = ("xl/worksheets/", "content.xml")


def verifier(archive: zipfile.ZipFile, extension: str) -> None:
    """Refuse une archive démesurée, chiffrée, à macros, ou d'un autre type."""
    entrees = archive.infolist()
    noms = {e.filename for e in entrees}
    if any(nom.lower().endswith("vbaproject.bin") for nom in noms):
        raise FichierRefuse(refus.MACROS)
    if len(entrees) > ENTREES or sum(e.file_size for e in entrees) > DEPLIE:
        raise FichierRefuse(refus.TROP_DEPLIE)
    utiles = [e for e in entrees if e.filename.endswith((".xml", ".rels"))]
    if any(e.file_size > PARTIE_EN_MEMOIRE for e in utiles if not e.filename.startswith(_AU_FIL)):
        raise FichierRefuse(refus.TROP_DEPLIE)
    if any(e.flag_bits & CHIFFREE or e.compress_type not in METHODES for e in entrees):
        raise FichierRefuse(refus.CHIFFRE)
    if extension == "xlsx" and "[Content_Types].xml" not in noms:
        raise FichierRefuse(refus.PAS_UN_CLASSEUR)
    if extension == "ods":
        _verifier_ods(archive, noms)


def _verifier_ods(archive, noms):
    if MANIFESTE in noms:
        with archive.open(MANIFESTE) as manifeste:
            if b"encryption-data" in manifeste.read(MANIFESTE_LU):
                raise FichierRefuse(refus.CHIFFRE)
    if "mimetype" not in noms or "content.xml" not in noms:
        raise FichierRefuse(refus.PAS_UN_CLASSEUR)
    with archive.open("mimetype") as mime:
        if not mime.read(200).strip().startswith(MIME_ODS):
            raise FichierRefuse(refus.PAS_UN_CLASSEUR)


def verifier_le_debut(debut: bytes, extension: str, *, chiffre: bool) -> None:
    """Ce que les premiers octets disent déjà ; `chiffre` : un vieux conteneur à mot de passe."""
    if debut.startswith(OLE2):
        raise FichierRefuse(refus.CHIFFRE if chiffre else refus.ANCIEN)
    if extension == "csv":
        if debut.startswith((b"PK\x03\x04", b"%PDF")):
            raise FichierRefuse(refus.PAS_UN_TEXTE)
    elif not debut.startswith(b"PK"):
        raise FichierRefuse(refus.PAS_UN_CLASSEUR)
