"""L'attestation de présence : une page A4, sans réseau, qui se lit aussi à voix haute."""

import base64
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string

from partenariat.francais import nombre
from partenariat.pdf import rendre

POLICES = {"Source Serif 4": "source-serif-4.woff2", "Source Sans 3": "source-sans-3.woff2"}


def attestation(inscription, *, le) -> bytes:
    """Le PDF, daté de ce jour ; lève `PdfImpossible` si le serveur ne sait pas le faire."""
    contexte = {
        "inscription": inscription,
        "session": inscription.session,
        "formation": inscription.session.formation,
        "heures": nombre(inscription.heures),
        "le": le,
        "polices": polices(),
    }
    html = render_to_string("formations/attestation.html", contexte)
    return rendre(html, instant=inscription.session.fin)


@lru_cache
def polices() -> list[tuple[str, str]]:
    """Les polices du site, dans la page elle-même : le PDF ne va rien chercher."""
    dossier = settings.RACINE / "static" / "polices"
    return [
        (nom, base64.b64encode((dossier / fichier).read_bytes()).decode())
        for nom, fichier in POLICES.items()
    ]
