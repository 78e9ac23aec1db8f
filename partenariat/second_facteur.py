"""Les secrets du second facteur, chiffrés : une copie volée de la base n’ouvre rien."""

import base64
import hashlib
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SORTES = ("secret", "seed")  # de l'application d'authentification, des codes de secours
MARQUE = "gAAAA"  # le début de tout jeton Fernet ; ni base 32 ni hexadécimal ne commence ainsi


class AdaptateurDuSecondFacteur(DefaultMFAAdapter):
    def encrypt(self, text):
        return _coffre(*cles()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        try:
            return _coffre(*cles()).decrypt(encrypted_text.encode()).decode()
        except InvalidToken as erreur:
            raise ImproperlyConfigured(
                "Un second facteur est chiffré d’une clé que l’application n’a plus : remettez"
                " l’ancienne à la suite dans CLES_DU_SECOND_FACTEUR."
            ) from erreur


def cles() -> tuple[str, ...]:
    """La première chiffre, toutes déchiffrent ; sans réglage, tirées des secrets du site."""
    choisies = settings.CLES_DU_SECOND_FACTEUR
    return tuple(choisies or [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])


def rechiffrer(preuves) -> int:
    """Met ces preuves sous la première clé ; celles qui étaient en clair comprises."""
    coffre, refaites = _coffre(*cles()), 0
    for preuve in preuves.select_for_update():
        for sorte in SORTES:
            if valeur := preuve.data.get(sorte):
                clair = coffre.decrypt(valeur).decode() if valeur.startswith(MARQUE) else valeur
                preuve.data[sorte] = coffre.encrypt(clair.encode()).decode()
                refaites += 1
        preuve.save(update_fields=["data"])
    return refaites


@lru_cache(maxsize=2)
def _coffre(*cles):
    """Une clé du réglage peut être une phrase quelconque : son empreinte fait la clé de Fernet."""
    return MultiFernet([Fernet(_cle_de_fernet(cle)) for cle in cles])


def _cle_de_fernet(cle):
    empreinte = hashlib.sha256(b"second facteur\0" + cle.encode()).digest()
    return base64.urlsafe_b64encode(empreinte)
