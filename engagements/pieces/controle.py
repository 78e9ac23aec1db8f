"""Ce qu'on accepte comme pièce : quelques types, et le contenu de ce type-là."""

import puremagic
from django.core.exceptions import ValidationError
from PIL import Image

from engagements.pieces.archives import verifier_l_archive
from engagements.pieces.noms import extension, nom_sur

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "txt": "text/plain",
    "csv": "text/csv",
}
IMAGES = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG"}
DEVINES = {"pdf", *IMAGES}  # leurs premiers octets suffisent à les reconnaître
POINTS = 50_000_000  # au-delà, une image se déplie démesurément en mémoire
ENTETE = 4096
ACCEPTES = ",".join(f".{suite}" for suite in TYPES)
AIDE = "PDF, image PNG ou JPEG, texte, Word, Excel ou LibreOffice ; 10 Mo au plus."

TROP_GROS = "Ce fichier est trop gros : 10 Mo au plus. Réduisez-le, ou partagez-le en plusieurs."
TYPE_REFUSE = "Ce type de fichier n’est pas accepté. Enregistrez-le en PDF, puis joignez-le."
MENSONGE = "Le contenu de ce fichier n’est pas celui que dit son nom : il n’a pas été gardé."
ILLISIBLE = "Cette image ne s’ouvre pas : elle est abîmée, ou ce n’est pas une image."


def controler(fichier) -> tuple[str, str]:
    """(nom sûr, type) d'un fichier ; refuse par une phrase ce qui ne peut pas être gardé."""
    nom = nom_sur(fichier.name)
    suite = extension(nom)
    if suite not in TYPES:
        raise ValidationError(TYPE_REFUSE)
    _verifier_le_contenu(fichier, suite)
    fichier.seek(0)
    return nom, TYPES[suite]


def _verifier_le_contenu(fichier, suite):
    fichier.seek(0)
    entete = fichier.read(ENTETE)
    fichier.seek(0)
    if suite in ("txt", "csv"):
        return _verifier_le_texte(fichier)
    if suite in DEVINES and TYPES[suite] not in _types_devines(entete):
        raise ValidationError(MENSONGE)
    if suite in IMAGES:
        _verifier_l_image(fichier, IMAGES[suite])
    elif suite not in DEVINES:
        verifier_l_archive(fichier, suite)
    return None


def _types_devines(entete):
    try:
        return {trouve.mime_type for trouve in puremagic.magic_string(entete)}
    except puremagic.PureError:
        return set()


def _verifier_l_image(fichier, format):
    try:
        with Image.open(fichier, formats=[format]) as image:
            largeur, hauteur = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as panne:
        raise ValidationError(ILLISIBLE) from panne
    if largeur * hauteur > POINTS:
        raise ValidationError(TROP_GROS)


def _verifier_le_texte(fichier):
    """Du texte, en UTF-8 ou tel que l'écrit un tableur sous Windows : pas un binaire renommé."""
    octets = fichier.read()
    for encodage in ("utf-8-sig", "cp1252"):
        try:
            texte = octets.decode(encodage)
        except UnicodeDecodeError:
            continue
        if not any(c < " " and c not in "\t\r\n\f" for c in texte):
            return
    raise ValidationError(MENSONGE)
