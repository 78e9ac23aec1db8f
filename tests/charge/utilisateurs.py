"""Des présidents de section qui notent des actions, et vérifient qu'elles y sont."""

import random
import re
import threading
import time
from collections import Counter
from html import unescape
from http.client import HTTPException
from urllib.parse import urlencode

FORMULAIRE = "application/x-www-form-urlencoded"
LECTURES = ("/tableau-de-bord/", "/recensement/", "/etablissements/", "/actions/", "/")


class Utilisateur(threading.Thread):
    """Note une action, la relit aussitôt, puis lit une page ; retient ce qui lui fut acquitté.

    `demander` : ce qui envoie une demande (voir `tests.charge.processus.demander`).
    """

    def __init__(self, numero, cookies, fini, demander):
        super().__init__(daemon=True)
        self.nom, self.cookies, self.fini = f"{numero:02}", dict(cookies), fini
        self.demander, self.notees = demander, {}
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

    def joindre(self, nom, texte) -> str:
        """Joint ce fichier à la dernière action acquittée ; l'adresse où il se lit ensuite."""
        action = list(self.notees.values())[-1]
        formulaire = f"/pieces/action/{re.search(r'[0-9]+', action)[0]}/nouvelle/"
        self._lire(formulaire, "pièce")
        champs = _caches(self.page).items()
        parties = [f'name="{cle}"\r\n\r\n{valeur}' for cle, valeur in champs]
        parties.append(
            f'name="fichier"; filename="{nom}"\r\nContent-Type: text/plain\r\n\r\n{texte}'
        )
        debut, limite = "Content-Disposition: form-data; ", "limite-de-l-essai"
        corps = "".join(f"--{limite}\r\n{debut}{partie}\r\n" for partie in parties)
        genre = f"multipart/form-data; boundary={limite}"
        entier = f"{corps}--{limite}--\r\n".encode()
        self._demander(formulaire, "pièce", "POST", entier, genre=genre)
        self._lire(action, "pièce")
        return re.search(rf'href="(/pieces/[0-9]+/)"[^>]*>[^<]*{nom}', self.page)[1]

    def lire(self, chemin) -> str:
        """Ce que le serveur répond à cette adresse."""
        self._lire(chemin, "lecture")
        return self.page

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

    def _demander(self, chemin, quoi, methode="GET", corps=None, **entetes):
        debut = time.monotonic()
        cookies = "; ".join(f"{nom}={valeur}" for nom, valeur in self.cookies.items())
        try:
            code, self.page, poses, self.suite = self.demander(
                chemin, cookies=cookies, methode=methode, corps=corps, **entetes
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
    saisie = _caches(page)
    sujet = re.search(r'<input[^>]*name="sujet"[^>]*value="([^"]+)"', page)
    lieu = re.search(r'<select[^>]*name="ou".*?<option value="([^"]+)">', page, re.DOTALL)
    jour = re.search(r'<input[^>]*name="le"[^>]*value="([^"]+)"', page)
    trouves = {"sujet": sujet, "ou": lieu, "le": jour}
    saisie |= {nom: trouve[1] for nom, trouve in trouves.items() if trouve}
    return saisie | {"titre": titre, "par_anvp": "on"}


def _caches(page) -> dict:
    champs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {nom: unescape(valeur) for nom, valeur in champs}
