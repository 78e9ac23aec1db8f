"""Un guide en une page A4, à garder près du téléphone : gros caractères, et l'essentiel."""

import datetime as dt
from functools import lru_cache

from django.template.loader import render_to_string

from engagements.formations.attestation import polices
from partenariat.pdf import rendre

# La date de ces textes : la changer quand on les change ; elle fait partie des octets du PDF.
ECRIT_LE = dt.datetime(2026, 11, 29, 12, tzinfo=dt.UTC)


@lru_cache
def imprimer(code) -> bytes:
    """Le PDF de ce guide ; lève `PdfImpossible` si le serveur ne sait pas le faire."""
    contexte = {"polices": polices(), "ecrit_le": ECRIT_LE}
    html = render_to_string(f"suivi/aide/page_{code}.html", contexte)
    return rendre(html, instant=ECRIT_LE)
