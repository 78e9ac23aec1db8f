"""Un fichier rangé est-il encore celui qu'on avait reçu ou fait ?"""

import hashlib

from django.db.models.fields.files import FieldFile


def est_intact(fichier: FieldFile, sha256: str) -> bool:
    """Il est là, et a cette empreinte : ni perdu, ni remplacé sous son nom."""
    if not fichier:
        return False
    try:
        with fichier.storage.open(fichier.name, "rb") as flux:
            return hashlib.file_digest(flux, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
