"""Toutes les pages que la matrice des accès déclare, chacune vue par qui la voit.

Une adresse nouvelle entre dans la matrice (`test_acces` l'exige) : elle est donc ici aussi.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.monde import ROLES, creer_monde
from tests.test_acces import LIGNES, arguments


@dataclass(frozen=True)
class Page:
    """Une adresse, un objet, un rôle qui la voit."""

    nom: str
    sujet: str
    role: str

    def __str__(self):
        return f"{self.nom} ({self.sujet}), {self.role}"


def toutes() -> list[Page]:
    """Chaque adresse une fois, chaque étape d'une demande ; tour à tour tous les rôles."""
    retenues, servis = {}, Counter()
    for nom, sujet, *codes in LIGNES:
        voient = [role for role, code in zip(ROLES, codes, strict=True) if code == "+"]
        cle = (nom, sujet.split(":")[0] if nom == "demande_etape" else "")
        if voient and cle not in retenues and not {"envoi", "là-bas"} & set(sujet.split("-")):
            role = min(voient, key=lambda role: servis[role])
            servis[role] += 1
            retenues[cle] = Page(nom, sujet, role)
    return list(retenues.values())


class Visite:
    """Le petit monde des essais, et un client pour chaque compte."""

    def __init__(self):
        self.comptes, self.ici, _ = creer_monde()
        self._clients = {}

    def client(self, role) -> Client:
        if role not in self._clients:
            self._clients[role] = Client()
            if self.comptes[role]:
                self._clients[role].force_login(self.comptes[role])
        return self._clients[role]

    def adresse(self, page) -> str:
        return reverse(page.nom, args=arguments(page.nom, page.sujet, self.ici))

    def lire(self, page):
        """La réponse, si c’est une page ; rien si c’est un fichier (`….pdf`)."""
        adresse = self.adresse(page)
        return _si_page(self.client(page.role).get(adresse)) if adresse.endswith("/") else None

    def envoyer(self, page, donnees):
        """La page qui répond à cet envoi, dont rien n'est gardé ; rien si elle mène ailleurs."""
        with transaction.atomic():
            reponse = self.client(page.role).post(self.adresse(page), donnees)
            transaction.set_rollback(True)
        return _si_page(reponse)


def _si_page(reponse):
    texte = reponse["Content-Type"].startswith("text/html")
    return reponse if texte and reponse.status_code == 200 else None
