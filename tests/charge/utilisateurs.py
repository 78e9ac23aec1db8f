"""Des présidents de section qui notent des actions, et vérifient qu'elles y sont."""

import random
import re
import threading
import time
from collections import Counter
from html import unescape
from http.client import HTTPException
from urllib.parse import urlencode

from tests.charge.processus import SESSION, demander

LECTURES = ("/tableau-de-bord/", "/recensement/", "/etablissements/", "/actions/", "/")


class Utilisateur(threading.Thread):
    """Note une action, la relit aussitôt, puis lit une page ; retient ce qui lui fut acquitté."""

    def __init__(self, numero, session, fini):
        super().__init__(daemon=True)
        self.nom, self.session, self.fini = f"{numero:02}", session, fini
        self.cookies, self.notees = {SESSION: session}, {}
        self.codes, self.perdues, self.durees = Counter(), [], []

    def run(self):
        n = 0
        while not self.fini.is_set():
            n += 1
            titre = f"Essai {self.nom}-{n:04}"
            if (adresse := self._noter(titre)) and self._lire(adresse, "relecture"):
                self.notees[titre] = adresse
                if titre not in self.page:
                    self.perdues.append(titre)
            self._lire(random.choice(LECTURES), "lecture")
            time.sleep(random.uniform(0.2, 0.6))

    def _noter(self, titre) -> str | None:
        """L'adresse de l'action notée ; rien si le serveur ne l'a pas acquittée."""
        if not self._lire("/actions/nouvelle/", "formulaire"):
            return None
        saisie = _remplir(self.page, titre)
        code = self._demander("/actions/nouvelle/", "écriture", "POST", urlencode(saisie))
        if code != 302:
            return None
        return self.suite

    def _lire(self, chemin, quoi) -> bool:
        return self._demander(chemin, quoi) == 200

    def _demander(self, chemin, quoi, methode="GET", corps=None):
        debut = time.monotonic()
        cookies = "; ".join(f"{nom}={valeur}" for nom, valeur in self.cookies.items())
        try:
            code, self.page, poses, self.suite = demander(
                chemin, cookies=cookies, methode=methode, corps=corps
            )
            for pose in poses:
                nom, _, valeur = pose.split(";")[0].partition("=")
                self.cookies[nom] = valeur
        except (OSError, HTTPException) as faute:
            code = type(faute).__name__
        self.codes[quoi, code] += 1
        self.durees.append((time.monotonic(), time.monotonic() - debut, code))
        return code


def _remplir(page, titre) -> dict:
    """Le formulaire « Noter une action », au plus court."""
    saisie = {
        nom: unescape(valeur)
        for nom, valeur in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    sujet = re.search(r'<input[^>]*name="sujet"[^>]*value="([^"]+)"', page)
    lieu = re.search(r'<select[^>]*name="ou".*?<option value="([^"]+)">', page, re.DOTALL)
    jour = re.search(r'<input[^>]*name="le"[^>]*value="([^"]+)"', page)
    trouves = {"sujet": sujet, "ou": lieu, "le": jour}
    saisie |= {nom: trouve[1] for nom, trouve in trouves.items() if trouve}
    return saisie | {"titre": titre, "par_anvp": "on"}
