"""Le nom d'une pièce : celui qu'on lui a donné, sans rien qui trompe ni qui sorte de sa place."""

import re
import unicodedata

LONGUEUR = 120
INTERDITS = re.compile(r'[<>:"|?*]')


def extension(nom: str) -> str:
    """« pdf » pour « Compte rendu.PDF » ; vide s'il n'y en a pas."""
    base, point, suite = nom.rpartition(".")
    return suite.strip().lower() if point and base else ""


def nom_sur(nom: str) -> str:
    """Le nom sans chemin, sans caractère de commande ni d'inversion, de 120 signes au plus."""
    lisible = unicodedata.normalize("NFC", nom).replace("\\", "/").rpartition("/")[2]
    lisible = "".join(c for c in lisible if unicodedata.category(c)[0] != "C")
    suite = extension(lisible)
    base = lisible[: -len(suite) - 1] if suite else lisible
    base = " ".join(INTERDITS.sub("_", base).split()).strip(". ") or "piece"
    if not suite:
        return base[:LONGUEUR]
    return f"{base[: LONGUEUR - len(suite) - 1].rstrip()}.{suite}"
