"""Lire les fichiers CSV d'un dossier et rassembler tout ce qui ne va pas."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from etablissements.chargement.fautes import Faute, ReferentielFaux
from etablissements.chargement.rangees import Rangee


class Lecteur:
    """Les lignes de chaque fichier lu en entier, et les fautes trouvées jusqu'ici."""

    def __init__(self, dossier: Path):
        if not dossier.is_dir():
            raise ReferentielFaux([Faute(str(dossier), "ce dossier n’existe pas.")])
        self.dossier, self.fautes = dossier, []
        self.rangees: dict[str, list[Rangee]] = {}
        self.ordre: list[str] = []

    def ouvrir(self, fichier: str, colonnes: list[str]) -> list[Rangee]:
        """Les lignes du fichier ; aucune, et une faute notée, s'il ne peut être lu."""
        self.ordre.append(fichier)
        lignes = self._decouper(fichier, self._texte(fichier))
        if not lignes or not self._entete_juste(fichier, lignes[0], colonnes):
            return []
        (_, entete), *corps = lignes
        if not corps:
            self._refuser(fichier, "aucune ligne sous l’en-tête.")
            return []
        rangees = [self._rangee(fichier, numero, entete, cellules) for numero, cellules in corps]
        if None not in rangees:
            self.rangees[fichier] = rangees
        return [rangee for rangee in rangees if rangee is not None]

    def connus(self, fichiers: Iterable[str], colonne: str) -> set[str] | None:
        """Les valeurs d'une colonne ; rien si l'un des fichiers n'a pas pu être lu en entier."""
        if any(fichier not in self.rangees for fichier in fichiers):
            return None
        return {r.valeurs[colonne] for fichier in fichiers for r in self.rangees[fichier]}

    def sans_doublon(self, paires: Iterable[tuple[Rangee, object]], colonne: str, quoi: str):
        """Note une faute pour chaque clé déjà vue plus haut."""
        vues = {}
        for rangee, cle in paires:
            if cle in vues:
                autre = vues[cle]
                rangee.fauter(colonne, f"{quoi}, déjà en {autre.fichier}, ligne {autre.numero}.")
            vues.setdefault(cle, rangee)

    def conclure(self) -> None:
        if self.fautes:
            dans_l_ordre = sorted(
                self.fautes, key=lambda f: (self.ordre.index(f.fichier), f.ligne or 0)
            )
            raise ReferentielFaux(dans_l_ordre)

    def _texte(self, fichier):
        try:
            octets = (self.dossier / fichier).read_bytes().replace(b"\r\n", b"\n")
        except FileNotFoundError:
            return self._refuser(fichier, "ce fichier manque.")
        except OSError:
            return self._refuser(fichier, "ce fichier ne peut pas être lu.")
        octets = octets.replace(b"\r", b"\n")
        try:
            texte = octets.decode("utf-8-sig")
        except UnicodeDecodeError as erreur:
            self.fautes.append(_faute_d_encodage(fichier, octets, erreur.start))
            return None
        if "\0" in texte:
            ligne = texte[: texte.index("\0")].count("\n") + 1
            return self._refuser(fichier, "un caractère nul : ce n’est pas du CSV.", ligne)
        return texte

    def _decouper(self, fichier, texte):
        """Les lignes non vides, avec leur numéro, quand une cellule peut en occuper plusieurs."""
        if texte is None:
            return []
        lecture, lignes, numero = csv.reader(io.StringIO(texte), strict=True), [], 1
        try:
            for cellules in lecture:
                if any(cellules):
                    lignes.append((numero, [cellule.strip() for cellule in cellules]))
                numero = lecture.line_num + 1
        except csv.Error:
            return self._refuser(fichier, "des guillemets mal placés ou jamais refermés.", numero)
        return lignes or self._refuser(fichier, "ce fichier est vide.")

    def _entete_juste(self, fichier, premiere, colonnes):
        numero, entete = premiere
        if len(entete) == 1 and ";" in entete[0]:
            self._refuser(fichier, "les colonnes se séparent par des virgules.", numero)
            return False
        fautives = [(c, "cette colonne manque.") for c in colonnes if c not in entete]
        fautives += [(c, "colonne inconnue.") for c in entete if c not in colonnes]
        fautives += [(c, "colonne en double.") for c in set(entete) if entete.count(c) > 1]
        for colonne, raison in fautives:
            self.fautes.append(Faute(fichier, raison, numero, colonne or "(sans nom)"))
        return not fautives

    def _rangee(self, fichier, numero, entete, cellules):
        if len(cellules) != len(entete):
            raison = f"{len(cellules)} cellules pour {len(entete)} colonnes."
            return self._refuser(fichier, raison, numero)
        return Rangee(self, fichier, numero, dict(zip(entete, cellules, strict=True)))

    def _refuser(self, fichier, raison, ligne=None):
        self.fautes.append(Faute(fichier, raison, ligne))


def _faute_d_encodage(fichier: str, octets: bytes, position: int) -> Faute:
    """La cellule du premier octet qui n'est pas de l'UTF-8, lue comme du Windows-1252."""
    debut, fin = octets.rfind(b"\n", 0, position) + 1, octets.find(b"\n", position)
    numero = octets[:position].count(b"\n") + 1
    avant = _cellules(octets[debut : position + 1])
    toutes = _cellules(octets[debut : fin if fin >= 0 else None])
    colonnes = _cellules(octets.partition(b"\n")[0])
    rang = len(avant) - 1
    colonne = colonnes[rang] if 0 <= rang < len(colonnes) else ""
    valeur = toutes[rang] if 0 <= rang < len(toutes) else ""
    raison = "ce fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage."
    return Faute(fichier, raison, numero, colonne, valeur)


def _cellules(octets: bytes) -> list[str]:
    """Les cellules d'une ligne de Windows-1252 ; aucune si ce n'est pas du CSV."""
    try:
        return next(csv.reader([octets.decode("cp1252", "replace")]), [])
    except csv.Error:
        return []
