"""Une ligne d'un fichier : chaque lecture note la faute au lieu de s'arrêter."""

import re
from collections.abc import Iterable

from etablissements.chargement.fautes import Faute
from etablissements.chargement.jours import LOCUTION, Jour, lire_jour

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ENTIER = re.compile(r"[0-9]{1,5}")
DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]+)?")


class Rangee:
    """Les cellules d'une ligne, par colonne, et le lecteur qui rassemble les fautes."""

    def __init__(self, lecteur, fichier: str, numero: int, valeurs: dict[str, str]):
        self.lecteur, self.fichier, self.numero, self.valeurs = lecteur, fichier, numero, valeurs

    def fauter(self, colonne: str, raison: str) -> None:
        valeur = self.valeurs[colonne]
        self.lecteur.fautes.append(Faute(self.fichier, raison, self.numero, colonne, valeur))

    def texte(self, colonne: str, *, requis: bool = True, au_plus: int | None = None) -> str:
        valeur = self.valeurs[colonne]
        if requis and not valeur:
            self.fauter(colonne, "la cellule est vide.")
        if au_plus and len(valeur) > au_plus:
            self.fauter(colonne, f"{len(valeur)} signes, {au_plus} au plus.")
        return valeur

    def code(self, colonne: str, *, au_plus: int) -> str:
        valeur = self.texte(colonne, au_plus=au_plus)
        if valeur and not CODE.fullmatch(valeur):
            self.fauter(colonne, "un code s’écrit en minuscules sans accent, comme ma-agen.")
        return valeur

    def choix(self, colonne: str, permis: Iterable[str]) -> str:
        valeur = self.texte(colonne)
        if valeur and valeur not in permis:
            self.fauter(colonne, f"valeur inconnue ; attendu : {', '.join(permis)}.")
        return valeur

    def reference(self, colonne: str, *fichiers: str, cible="code", requis=True) -> str:
        """Un code d'un autre fichier ; rien n'est dit si cet autre fichier est illisible."""
        valeur = self.texte(colonne, requis=requis)
        if valeur:
            self._verifier(colonne, [valeur], fichiers, cible)
        return valeur

    def references(self, colonne: str, *fichiers: str) -> list[str]:
        """Les codes, séparés par des points-virgules, d'autres lignes."""
        codes = self.liste(colonne)
        self._verifier(colonne, codes, fichiers, "code")
        return codes

    def _verifier(self, colonne, codes, fichiers, cible):
        connus = self.lecteur.connus(fichiers, cible)
        for code in codes:
            if connus is not None and code not in connus:
                self.fauter(colonne, f"« {code} » n’est pas dans {' ni dans '.join(fichiers)}.")

    def liste(self, colonne: str) -> list[str]:
        """Les valeurs, séparées par des points-virgules, chacune une fois."""
        valeurs = [valeur.strip() for valeur in self.valeurs[colonne].split(";")]
        return list(dict.fromkeys(valeur for valeur in valeurs if valeur))

    def entier(self, colonne: str) -> int | None:
        valeur = self.texte(colonne)
        if ENTIER.fullmatch(valeur):
            return int(valeur)
        if valeur:
            self.fauter(colonne, "un nombre entier est attendu, comme 640.")
        return None

    def degres(self, colonne: str, *, au_plus: int) -> float | None:
        valeur = self.texte(colonne)
        if DECIMAL.fullmatch(valeur) and abs(float(valeur)) <= au_plus:
            return float(valeur)
        if valeur:
            raison = f"un nombre avec un point est attendu, entre -{au_plus} et {au_plus}."
            self.fauter(colonne, raison)
        return None

    def jour(self, colonne: str, *, requis: bool = True) -> Jour | None:
        valeur = self.texte(colonne, requis=requis)
        jour = lire_jour(valeur)
        if valeur and jour is None:
            self.fauter(colonne, "une date s’écrit 2014, 2014-10 ou 2014-10-12.")
        return jour

    def jour_ou_locution(self, colonne: str) -> Jour | None:
        """Une date, ou une période que la source ne date pas mieux (« avant 2025 »)."""
        return None if LOCUTION.match(self.valeurs[colonne]) else self.jour(colonne)
