"""Ce que le français demande aux phrases assemblées."""

import re
import unicodedata
from decimal import Decimal

_AVANT_UN_SIGNE = re.compile(r" (?=[:;?!»])|(?<=«) ")


def de(nom) -> str:
    """« de Camille », « d’Agathe », « d’Yves » : avec l'élision."""
    texte = str(nom)
    lettres = unicodedata.normalize("NFKD", texte[:2]).encode("ascii", "ignore").decode().lower()
    elision = lettres[:1] in set("aeiouh") or (lettres[:1] == "y" and lettres[1:2] not in "aeiou")
    return f"d’{texte}" if elision else f"de {texte}"


def nombre(valeur: Decimal) -> str:
    """« 1,8 » et « 3 » : la virgule, et pas de zéros qui ne disent rien."""
    return f"{valeur.normalize():f}".replace(".", ",")


def insecables(texte: str) -> str:
    """Le même texte, dont aucun signe double ne passe seul à la ligne."""
    return _AVANT_UN_SIGNE.sub("\u00a0", texte)


def taille(octets: int | None) -> str:
    """« 640 octets », « 12 Ko », « 3,2 Mo » : Django écrit « Kio », que personne ne dit."""
    valeur, unite = octets or 0, "octets" if octets and octets > 1 else "octet"
    for suivante in ("Ko", "Mo", "Go", "To"):
        if valeur < 1000:
            break
        valeur, unite = valeur / 1000, suivante
    chiffres = f"{valeur:.1f}" if unite in ("Mo", "Go", "To") and valeur < 100 else f"{valeur:.0f}"
    return f"{chiffres.removesuffix('.0').replace('.', ',')}\u00a0{unite}"
