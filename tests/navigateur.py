"""Un vrai navigateur pour les essais : le Chromium de Debian, mené par Playwright.

Une page ouverte par ces fixtures fait échouer l'essai pour toute erreur de script ou de console,
toute ressource manquante et toute requête vers un autre hôte que le serveur de l'essai.
"""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
BUREAU = {"width": 1280, "height": 900}
MOBILE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def navigateur(django_db_setup):
    chemin = shutil.which("chromium")
    if chemin is None:
        pytest.fail("Chromium manque pour les essais dans un navigateur : lancez « make systeme ».")
    with pytest.MonkeyPatch.context() as monkeypatch, sync_playwright() as playwright:
        # Playwright garde une boucle asynchrone dans ce fil : Django y refuserait la base.
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        # Sans bac à sable, choix de Playwright : ni root ni un conteneur ne l'ont.
        chromium = playwright.chromium.launch(executable_path=chemin, args=ARGUMENTS)
        yield chromium
        chromium.close()
        # Sous cette boucle, Django a ouvert d'autres connexions : elles empêcheraient PostgreSQL
        # de détruire la base des essais.
        connections.close_all()


@pytest.fixture
def nouvelle_page(navigateur, live_server):
    """Ouvre des pages avec les options d'un contexte : thème, largeur, sans JavaScript…"""
    contextes, incidents = [], []

    def ouvrir(**options):
        options = {"locale": "fr-FR", "viewport": BUREAU, "base_url": live_server.url, **options}
        contexte = navigateur.new_context(**options)
        contexte.set_default_timeout(10_000)
        contextes.append(contexte)
        _surveiller(contexte, urlsplit(live_server.url).netloc, incidents)
        return contexte.new_page()

    yield ouvrir
    for contexte in contextes:
        contexte.close()
    assert not incidents, "\n".join(incidents)


@pytest.fixture
def page(nouvelle_page):
    return nouvelle_page()


@pytest.fixture
def page_mobile(nouvelle_page):
    return nouvelle_page(viewport=MOBILE, has_touch=True, is_mobile=True)


def _surveiller(contexte, hote, incidents):
    def requete(demande):
        url = urlsplit(demande.url)
        if url.scheme not in ("data", "blob", "about") and url.netloc != hote:
            incidents.append(f"requête vers un autre hôte : {demande.url}")

    def reponse(recue):
        # Le statut de la page elle-même appartient à l'essai : une page 404 peut être attendue.
        if recue.status >= 400 and recue.request.resource_type != "document":
            incidents.append(f"ressource en erreur {recue.status} : {recue.url}")

    def console(message):
        # Chromium redit dans la console le statut de chaque réponse en erreur.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            incidents.append(f"console : {message.text}")

    contexte.on("request", requete)
    contexte.on("response", reponse)
    contexte.on("console", console)
    contexte.on("weberror", lambda erreur: incidents.append(f"script : {erreur.error}"))
