"""Comprendre une cellule qui choisit : un libellé de nos listes, ou le numéro d'une fiche."""

from collections.abc import Callable

from etablissements.recherche import cle_de_recherche
from partenariat.lecture.valeurs import en_entier, en_texte


def en_choix(enumeration) -> Callable:
    """Un lecteur de cellule : la valeur dont on a écrit le libellé, ou le code."""
    connus = {
        cle_de_recherche(texte): valeur
        for valeur, libelle in enumeration.choices
        for texte in (valeur, libelle)
    }

    def lire(valeur):
        cle = cle_de_recherche(en_texte(valeur))
        if cle not in connus:
            raise ValueError(f"Écrivez l’une de ces valeurs : {', '.join(enumeration.labels)}.")
        return connus[cle]

    return lire


def en_numero(valeur) -> int | None:
    """Le numéro d'une fiche de l'application."""
    numero = en_entier(valeur)
    if numero is not None and not 0 < numero < 10**15:
        raise ValueError("Ce n’est pas un de nos numéros : laissez vide pour une ligne nouvelle.")
    return numero
