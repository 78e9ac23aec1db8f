"""Les colonnes d'un tableau d'actions : celles qu'on emporte, et qu'on reprend telles quelles."""

import re

from engagements.models import Action, Facilite, Interlocuteur, Niveau, Voie
from etablissements.echanges.choix import en_choix, en_numero
from etablissements.echanges.colonnes import Colonne
from partenariat.lecture.valeurs import en_booleen, en_date, en_entier, en_texte

_NUMERO = re.compile(r"(\d+)[.,](\d+)")
_ENTRE = re.compile(r"(?:[\s,;/+&]|et)*", re.IGNORECASE)
_facilite = en_choix(Facilite)


def en_numeros(valeur) -> frozenset[str]:
    """« 1.1, 2.2 » ; et « 1.1 » qu'un tableur a pris pour un nombre, ou pour le 1er janvier."""
    if jour := _en_jour(valeur):
        return frozenset({f"{jour.day}.{jour.month}"})
    texte = en_texte(valeur)
    if not _ENTRE.fullmatch(_NUMERO.sub("", texte)):
        raise ValueError("Écrivez les numéros des engagements, comme 1.1, 2.2.")
    return frozenset(f"{m[1]}.{m[2]}" for m in _NUMERO.finditer(texte))


def _en_jour(valeur):
    try:
        return None if isinstance(valeur, float) else en_date(valeur)
    except ValueError:
        return None


def en_facilites(valeur) -> list[str]:
    """« une salle, un créneau », dans l'ordre de la liste."""
    dites = {_facilite(texte) for texte in re.split(r"[,;\n]", en_texte(valeur)) if texte.strip()}
    return [facilite.value for facilite in Facilite if facilite in dites]


COLONNES = [
    Colonne("numero", "N° d’action", ("numéro d’action", "n° action", "n°", "id"), en_numero),
    Colonne("le", "Date", ("jour", "le", "date de l’action"), en_date),
    Colonne("etat", "État", ("statut", "avancement"), en_choix(Action.Etat)),
    Colonne("titre", "Action", ("titre", "ce qui a été fait", "intitulé", "objet")),
    Colonne("niveau", "Niveau", ("échelon",), en_choix(Niveau)),
    Colonne("code", "Code établissement", ("code étab.", "code de l’établissement", "code")),
    Colonne("etablissement", "Établissement", ("étab.", "prison", "lieu", "où")),
    Colonne("disp", "DISP", ("région", "direction interrégionale")),
    Colonne("par_anvp", "ANVP", ("par l’ANVP",), en_booleen),
    Colonne("par_auxilia", "AUXILIA", ("par AUXILIA",), en_booleen),
    Colonne("engagements", "Engagements", ("engagement", "n° d’engagement"), en_numeros),
    Colonne(
        "interlocuteur",
        "Auprès de",
        ("interlocuteur", "démarche auprès de"),
        en_choix(Interlocuteur),
    ),
    Colonne("facilites", "Facilités obtenues", ("facilités", "obtenu"), en_facilites),
    Colonne("voie", "Orientation", ("orientées vers", "orientation vers"), en_choix(Voie)),
    Colonne(
        "orientations",
        "Personnes orientées",
        ("nombre de personnes orientées", "orientations"),
        en_entier,
    ),
    Colonne("description", "Description", ("précisions", "quelques mots", "commentaire")),
]
ENTETES = tuple(colonne.titre for colonne in COLONNES)
TITRES = {colonne.cle: colonne.titre for colonne in COLONNES}
