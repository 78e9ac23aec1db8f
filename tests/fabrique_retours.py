"""Des courriels revenus, tels que trois serveurs les rendent."""

import string
from pathlib import Path

MODELES = Path(__file__).parent / "retours"
ADRESSE = "camille@ailleurs.invalid"


def revenu(serveur, marque, *, adresse=ADRESSE, origine=None, statut="5.1.1", action="failed"):
    modele = string.Template((MODELES / f"{serveur}.eml").read_text("utf-8"))
    valeurs = {"adresse": adresse, "origine": origine or adresse, "marque": marque}
    texte = modele.substitute(**valeurs, statut=statut, action=action)
    return texte.replace("\n", "\r\n").encode()
