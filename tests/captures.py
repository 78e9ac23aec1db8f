"""`make captures` : photographie les écrans de la démonstration que montrent les guides.

Chaque image est une partie de page, vue par un compte de la démonstration, à la largeur d'un
téléphone. La prise échoue si l'on n'y lit aucun des mots que le guide explique.
"""

import io
import json
import os
import shutil
from dataclasses import asdict

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image
from playwright.sync_api import sync_playwright

from suivi.aide.captures import REGISTRE, Capture
from tests.axe import Lecteur
from tests.navigateur import ARGUMENTS

FENETRE = {"width": 480, "height": 1000}
HAUTEUR = 620
FINESSE = 1.5
QUALITE = 60
# Chromium, sans son paquet de langue, écrit ces dates à l'anglaise : les voici à la française.
DATES = """() => document.querySelectorAll("input[type=date]").forEach(champ => {
    const jour = champ.value.split("-").reverse().join("/");
    champ.type = "text";
    champ.value = jour;
})"""
# Par nom d'image : le compte, l'adresse, la partie de la page.
VUES = {
    "connexion": (None, "/compte/connexion/", "section[aria-labelledby=par-code]"),
    "president-liste": ("president", "/mes-etablissements/", "section.carte[id]"),
    "president-action": ("president", "/actions/nouvelle/", "main"),
    "spip-a-decider": ("spip", "/a-decider/", "main"),
    "direction-recensement": ("direction.anvp", "/recensement/", "main"),
    "delegue-recensement": ("delegue.anvp", "/recensement/", "main"),
    "cp-demandes": ("cp.auxilia", "/demandes/", "main"),
    "visiteur-a-faire": ("visiteur", "/a-faire/", "main"),
    "technique-inviter": ("technique", "/comptes/invitation/", "main"),
}


def principal():
    from suivi.aide.lecture import parties_illustrees

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright garde une boucle dans ce fil
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        lecteur = Lecteur(chromium, viewport=FENETRE, device_scale_factor=FINESSE, polices=True)
        notees = [prendre(lecteur, partie) for partie in parties_illustrees()]
        chromium.close()
    texte = json.dumps([asdict(note) for note in notees], ensure_ascii=False, indent=1)
    REGISTRE.write_text(f"{texte}\n", encoding="utf-8")


def prendre(lecteur, partie) -> Capture:
    compte, adresse, selecteur = VUES[partie.image]
    client = Client(headers={"host": "localhost"})
    if compte:
        client.force_login(get_user_model().objects.get(email=f"{compte}@demo.invalid"))
    lecteur.ouvrir(client.get(adresse), client)
    lecteur.page.evaluate(DATES)
    element = lecteur.page.locator(selecteur).first
    texte = " ".join(element.inner_text().split())
    mots = [mot for mot in partie.libelles if mot in texte]
    assert mots, f"{partie.image} : rien de ce que dit « {partie.titre} » ne s’y lit."
    boite = element.bounding_box()
    boite["height"] = min(boite["height"], HAUTEUR)
    image = Image.open(io.BytesIO(lecteur.page.screenshot(clip=boite, full_page=True)))
    capture = Capture(partie.image, round(boite["width"]), round(boite["height"]), mots)
    fichier = settings.RACINE / "static" / capture.fichier
    fichier.parent.mkdir(exist_ok=True)
    image.convert("RGB").save(fichier, quality=QUALITE, method=6)
    print(f"{capture.fichier} : {fichier.stat().st_size / 1024:.0f} Kio")
    return capture


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
    django.setup()
    principal()
