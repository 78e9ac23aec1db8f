"""La référence d'un apprenant : celle d'AUXILIA, jamais son nom ni son numéro d'écrou."""

import re

from django.core.exceptions import ValidationError

FORMAT = re.compile(r"(?!ECROU|ECR-)([A-Z]{2,4})-?(\d{3,6})")
EXEMPLE = "AUX-10234"

_DATE = re.compile(r"\d{1,4}[/. -]\d{1,2}[/. -]\d{1,4}|\b(19|20)\d{6}\b|\b\d{4}(19|20)\d{2}\b")
_ECROU = re.compile(r"[eé]crou|\d{4,}", re.IGNORECASE)
_NOM = re.compile(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+)*\.?")


def normaliser(texte: str) -> str:
    """Majuscules, sans espace autour ni dedans."""
    return re.sub(r"\s+", "", texte).upper()


def lire_reference(texte: str) -> str:
    """La référence, tiret compris : « aux 10234 » et « AUX-10234 » sont le même apprenant.

    Lève une ValidationError qui dit pourquoi elle est refusée.
    """
    if lue := FORMAT.fullmatch(normaliser(texte)):
        return "-".join(lue.groups())
    texte = texte.strip()
    if _DATE.search(texte):
        raise ValidationError(
            "Cela ressemble à une date. N’écrivez jamais de date de naissance ni de libération :"
            f" donnez la référence AUXILIA, comme {EXEMPLE}."
        )
    if re.search(r"[eé]crou", texte, re.IGNORECASE) or re.fullmatch(r"[\d\s.-]+", texte):
        raise ValidationError(
            "Cela ressemble à un numéro d’écrou. Il ne s’écrit jamais ici : donnez la référence"
            f" AUXILIA, comme {EXEMPLE}."
        )
    if _NOM.fullmatch(texte):
        raise ValidationError(
            "Cela ressemble à un nom. L’apprenant ne se nomme jamais ici : donnez sa référence"
            f" AUXILIA, comme {EXEMPLE}."
        )
    raise ValidationError(
        f"Une référence AUXILIA s’écrit comme {EXEMPLE} : deux à quatre lettres, un tiret, trois à"
        " six chiffres."
    )


def refuser_l_indiscret(texte: str) -> str:
    """Le texte libre tel quel ; ValidationError s'il semble porter un écrou ou une date."""
    if _DATE.search(texte):
        raise ValidationError("N’écrivez aucune date ici : ni naissance, ni jugement, ni sortie.")
    if _ECROU.search(texte):
        raise ValidationError(
            "Cela ressemble à un numéro d’écrou, de dossier ou de téléphone : n’en écrivez pas ici."
        )
    return texte
