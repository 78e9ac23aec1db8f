"""axe-core sur une page rendue par un client d'essai, sans serveur : vite, et partout.

Chromium reçoit le HTML tel que la vue l'a rendu, avec les feuilles et les images du site. Rien ne
bouge (`reduced_motion`) : une couleur mesurée au milieu d'une transition n'est celle de personne.
La fenêtre reste la même d'une page à l'autre : axe-core, un demi-mégaoctet, n'est lu qu'une fois.
"""

import re
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings

from tests.navigateur import BUREAU

HOTE = "http://essai.invalid"
NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COMPLET = {"type": "tag", "values": NORMES}
# Ce qu'une page étroite change ; le reste ne dépend pas de la largeur.
MISE_EN_PAGE = {"type": "rule", "values": ["scrollable-region-focusable", "target-size"]}
VERSION = re.search(r"axe v([\d.]+)", AXE_SCRIPT)[1]
_EXECUTER = """regles => axe.run({runOnly: regles, resultTypes: ["violations"]}).then(
    r => r.violations.flatMap(v => v.nodes.map(n => `${v.id} (${v.impact}) : ${n.html.slice(0, 200)}
        ${n.failureSummary}`)))"""


class Lecteur:
    """Une page de Chromium, réutilisée d'une adresse à l'autre."""

    def __init__(self, navigateur, *, polices=False, viewport=BUREAU, **options):
        # Les polices changent la forme des lettres, pas ce qui se mesure : sans elles, plus vite.
        self._polices = polices
        options |= {"base_url": HOTE, "locale": "fr-FR", "reduced_motion": "reduce"}
        self._contexte = navigateur.new_context(viewport=viewport, **options)
        self._contexte.route("**/*", self._servir)
        self._recues = {}
        self.page = self._contexte.new_page()
        self.page.goto("/vide")
        self.page.evaluate(AXE_SCRIPT)

    def fermer(self):
        self._contexte.close()

    def ouvrir(self, reponse, client):
        """Montre cette réponse ; ce qu'elle inclut (une carte) est demandé au même client."""
        html = reponse.content.decode()
        incluses = re.findall(r' (?:data|src)="(/[^"]+)"', html)
        self._recues = {
            adresse: client.get(adresse)
            for adresse in (incluse.replace("&amp;", "&") for incluse in incluses)
            if not adresse.startswith("/static/")
        }
        self.page.set_content(html)

    def controler(self, *, largeur=BUREAU, sombre=False, regles=COMPLET) -> list[str]:
        self.page.set_viewport_size(largeur)
        self.page.emulate_media(color_scheme="dark" if sombre else "light")
        return self.page.evaluate(_EXECUTER, regles)

    def _servir(self, route):
        url = urlsplit(route.request.url)
        if url.path.startswith("/static/"):
            fichier = settings.RACINE / url.path.lstrip("/")
            utile = fichier.exists() and (self._polices or "polices" not in fichier.parts)
            route.fulfill(path=fichier) if utile else route.abort()
            return
        if url.path == "/vide":
            route.fulfill(body="<!DOCTYPE html>", content_type="text/html")
            return
        recue = self._recues[url.path + (f"?{url.query}" if url.query else "")]
        corps = b"".join(recue.streaming_content) if recue.streaming else recue.content
        route.fulfill(body=corps, content_type=recue["Content-Type"])
