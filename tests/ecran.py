"""Lire une page comme on la voit : sans balises, sans espaces insécables."""

import html
import re


def texte(reponse) -> str:
    """Le texte du contenu de la page, sur une ligne."""
    page = reponse.content.decode()
    contenu = page[page.find("<main") : page.find("</main>")] or page
    sans_balises = re.sub(r"<[^>]+>", " ", contenu)
    return " ".join(html.unescape(sans_balises).replace("\u00a0", " ").split())
