"""Refuser un mot de passe déjà volé ailleurs, ou facile à deviner ; sans rien demander à personne.

zxcvbn estime combien d’essais il faudrait à qui connaît les listes volées, le français, les
prénoms, les noms des prisons et les claviers. Les listes sont dans ce dossier (`NOTES.md`).
"""

import gzip
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
from zxcvbn.scoring import most_guessable_match_sequence

DOSSIER = Path(__file__).parent
LISTES = ("voles.txt.gz", "francais.txt.gz", "prenoms.txt.gz")
ESSAIS_AU_MOINS = 10**8  # « devinable seulement avec du temps », d'après l'échelle de zxcvbn
LUS = 72  # caractères : au-delà, le calcul s'allonge sans que l'avis change
LETTRES_A_SOI = 6  # ce qui doit rester, une fois ôtés les mots d'ici et les chiffres


class MotDePasseDevinable:
    """Dans une liste volée, ou à portée de qui essaierait des mots d'ici."""

    def validate(self, password, user=None):
        if password.lower() in dictionnaires()["voles.txt.gz"]:
            raise ValidationError(
                "Ce mot de passe figure dans des listes de mots de passe volés : c’est l’un des"
                " premiers qu’on essaierait. Choisissez-en un autre.",
                code="mot_de_passe_vole",
            )
        if essais(password, user) < ESSAIS_AU_MOINS or _n_a_que_nos_mots(password, user):
            raise ValidationError(
                "Ce mot de passe se devine trop vite : mots courants, suite de touches, date, nom"
                " d’une prison, de l’association ou le vôtre. Mettez bout à bout quatre mots sans"
                " rapport entre eux.",
                code="mot_de_passe_devinable",
            )

    def get_help_text(self):
        return (
            "Quatre mots sans rapport entre eux font un bon mot de passe ; les mots de passe déjà"
            " volés ailleurs sont refusés."
        )


def essais(mot_de_passe, compte=None) -> int:
    """Combien d'essais pour le trouver, au mieux de ce que sait zxcvbn."""
    lu = mot_de_passe[:LUS]
    siens = {"siens": build_ranked_dict(_mots_du_compte(compte))}
    return most_guessable_match_sequence(lu, omnimatch(lu, dictionnaires() | siens))["guesses"]


def _n_a_que_nos_mots(mot_de_passe, compte) -> bool:
    """« Auxilia-Fresnes-2014 » : rien que des mots d'ici, et des chiffres."""
    reste = avant = _sans_accent(mot_de_passe[:LUS])
    for mot in sorted({*metier(), *_mots_du_compte(compte)}, key=len, reverse=True):
        reste = reste.replace(mot, "")
    return reste != avant and len(re.sub("[^a-z]", "", reste)) < LETTRES_A_SOI


def _sans_accent(texte) -> str:
    decompose = unicodedata.normalize("NFKD", texte.lower())
    return "".join(lettre for lettre in decompose if not unicodedata.combining(lettre))


@lru_cache(maxsize=1)
def dictionnaires() -> dict:
    """Les listes de zxcvbn et les nôtres, chaque mot à son rang ; lues à la première demande."""
    notres = {nom: build_ranked_dict(_lire(nom)) for nom in LISTES}
    return RANKED_DICTIONARIES | notres | {"metier": build_ranked_dict(metier())}


@lru_cache(maxsize=1)
def metier() -> tuple[str, ...]:
    """Les mots d'ici : associations, prisons, claviers français ; sans accents."""
    return tuple((DOSSIER / "metier.txt").read_text(encoding="utf-8").split())


def _lire(nom) -> list[str]:
    return gzip.decompress((DOSSIER / nom).read_bytes()).decode().split("\n")[:-1]


def _mots_du_compte(compte) -> list[str]:
    if compte is None:
        return []
    mots = re.split(r"\W+", _sans_accent(f"{compte.email} {compte.nom_affiche}"))
    return [mot for mot in mots if len(mot) >= 3]
