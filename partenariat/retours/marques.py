"""La marque d'un courriel : dans son « Message-ID », ce qu'il est et une preuve de l'adresse.

Un avis de non-remise recopie cet en-tête. Sans la marque, ou pour une autre adresse que celle où il
est parti, n'importe qui ferait taire les courriels de n'importe qui.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

MARQUE = re.compile(r"<([a-z0-9]{1,40})\.([0-9a-f]{40})@")


def marquer(adresse: str, *, avis: int | None = None) -> str:
    """Le « Message-ID » d'un courriel à cette adresse ; `avis` : le numéro de celui qu'il porte."""
    sujet = f"avis{avis}" if avis else get_random_string(12, "abcdefghijkmnpqrstuvwxyz")
    site = urlsplit(settings.ADRESSE_DU_SITE).hostname or "localhost"
    return f"<{sujet}.{_preuve(sujet, adresse)}@{site}>"


def marques(texte: str) -> set[tuple[str, str]]:
    """(sujet, preuve) de chaque marque citée."""
    return set(MARQUE.findall(texte))


def prouve(marque: tuple[str, str], adresse: str) -> bool:
    """Ce courriel est bien parti d'ici, à cette adresse."""
    sujet, preuve = marque
    return constant_time_compare(preuve, _preuve(sujet, adresse))


def avis_de(marque: tuple[str, str]) -> int | None:
    """Le numéro de l'avis que ce courriel portait."""
    numero = marque[0].removeprefix("avis")
    return int(numero) if numero.isdecimal() and len(numero) < 18 else None


def _preuve(sujet, adresse):
    valeur = f"{sujet}:{adresse.strip().lower()}"
    return salted_hmac("partenariat.retours", valeur, algorithm="sha256").hexdigest()[:40]
