"""Retrouver un établissement par ce qu'une ligne en dit : son code, son nom, ou ses mots."""

from rapidfuzz import fuzz, process

from etablissements.echanges.verdicts import Refus
from etablissements.models import Etablissement
from etablissements.recherche import cle_de_recherche

RESSEMBLANCE = 75  # sur 100 : assez pour proposer un nom, jamais pour le prendre


class Lieux:
    """Tous les établissements, retrouvés sans requête ; la même réponse pour le même texte."""

    def __init__(self):
        self.tous = list(Etablissement.objects.order_by("pk"))
        self.par_code = {e.code: e for e in self.tous}
        self.par_nom = {}
        for etablissement in self.tous:
            self.par_nom.setdefault(cle_de_recherche(etablissement.nom), []).append(etablissement)
        self.trouves = {}

    def trouver(self, valeurs) -> Etablissement | None:
        """L'établissement de la ligne, None si elle n'en dit aucun ; lève `Refus`."""
        code, nom = valeurs.get("code", ""), valeurs.get("etablissement", "")
        if code:
            if code.lower() not in self.par_code:
                raise Refus("code", "Aucun établissement n’a ce code.")
            return self.par_code[code.lower()]
        if not nom:
            return None
        cle = cle_de_recherche(nom)
        if cle not in self.trouves:
            self.trouves[cle] = self._candidats(cle)
        if len(self.trouves[cle]) != 1:
            raise Refus("etablissement", self._phrase(cle))
        return self.trouves[cle][0]

    def _candidats(self, cle):
        if cle in self.par_nom:
            return self.par_nom[cle]
        mots = set(cle.split())
        return [e for e in self.tous if mots and mots <= set(e.recherche.split())]

    def _phrase(self, cle):
        if plusieurs := self.trouves[cle]:
            noms = ", ".join(f"{e.nom} ({e.code})" for e in plusieurs[:3])
            return f"Plusieurs établissements répondent à ce nom : {noms}… Indiquez son code."
        proche = process.extractOne(cle, list(self.par_nom), scorer=fuzz.token_set_ratio)
        if proche and proche[1] >= RESSEMBLANCE:
            voisin = self.par_nom[proche[0]][0]
            return f"Établissement inconnu. Est-ce « {voisin.nom} » (code {voisin.code}) ?"
        return "Établissement inconnu : écrivez son nom comme dans la liste, ou son code."
