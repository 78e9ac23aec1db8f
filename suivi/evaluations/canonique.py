"""La forme canonique d'une donnée, et son empreinte : la même partout, pour toujours."""

import hashlib
import json


def canonique(donnees) -> bytes:
    """Du JSON en UTF-8, clés triées, sans espace : deux données égales donnent les mêmes octets."""
    texte = json.dumps(donnees, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return texte.encode()


def empreinte(donnees) -> str:
    """Le SHA-256 de la forme canonique, en hexadécimal."""
    return hashlib.sha256(canonique(donnees)).hexdigest()
