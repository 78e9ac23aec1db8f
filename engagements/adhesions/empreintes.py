"""Les empreintes d'une fiche : de quoi reconnaître une personne sans comparer ses coordonnées.

HMAC-SHA256, avec une clé qui ne quitte pas le serveur : sans elle, on ne peut ni refaire une
empreinte, ni en deviner l'adresse en essayant toutes les adresses. Rien n'est enregistré ni montré.
"""

import hmac
import re
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import salted_hmac

from etablissements.recherche import cle_de_recherche

_ABREGES = {"st": "saint", "ste": "sainte"}


class Fiche(NamedTuple):
    """Ce qui sert à comparer ; `recherche` : nom, prénom et commune, sans accents ni casse."""

    pk: int
    prenom: str
    courriel: str
    telephone: str
    commune: str
    recherche: str
    jumelle: str = ""  # commune à deux fiches de la même personne, dont l'une est effacée


def cle() -> bytes:
    """La clé : `CLE_DES_EMPREINTES`, à défaut tirée de `SECRET_KEY`."""
    secret = settings.CLE_DES_EMPREINTES or None
    return salted_hmac("double adhésion", "empreintes", secret=secret, algorithm="sha256").digest()


def empreintes(fiche: Fiche, cle: bytes) -> list[bytes]:
    """Une par coordonnée connue ; deux fiches qui en ont une en commun sont de la même personne.

    L'adresse et le téléphone vont avec l'initiale du prénom : deux époux partagent souvent l'une
    ou l'autre.
    """
    initiale = _initiale(fiche.prenom)
    traits = (
        ("courriel", initiale, normaliser_courriel(fiche.courriel)),
        ("telephone", initiale, normaliser_telephone(fiche.telephone)),
        ("identite", "", normaliser_identite(fiche.recherche) if fiche.commune.strip() else ""),
    )
    return [hmac.digest(cle, "\0".join(trait).encode(), "sha256") for trait in traits if trait[-1]]


def normaliser_courriel(courriel: str) -> str:
    return courriel.strip().casefold()


def normaliser_telephone(telephone: str) -> str:
    """Les chiffres, indicatif du pays compris : « 06 12… », « +33 (0)6 12… » donnent le même."""
    brut = telephone.replace("(0)", "").strip()
    chiffres = re.sub(r"[^0-9]", "", brut)
    if brut.startswith("00"):
        chiffres = chiffres[2:]
    elif not brut.startswith("+") and len(chiffres) == 10 and chiffres[0] == "0":
        chiffres = f"33{chiffres[1:]}"
    if chiffres.startswith("330"):
        chiffres = f"33{chiffres[3:]}"
    return chiffres if len(chiffres) > 7 else ""


def normaliser_identite(recherche: str) -> str:
    """« St » et « Saint » sont le même mot."""
    return " ".join(_ABREGES.get(mot, mot) for mot in recherche.split())


@lru_cache(maxsize=5000)  # les mêmes prénoms reviennent : la moitié du temps d'une comparaison
def _initiale(prenom):
    return cle_de_recherche(prenom)[:1]
