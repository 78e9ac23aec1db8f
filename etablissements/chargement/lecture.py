"""Lire un fichier CSV du référentiel et dire, en français, tout ce qui ne va pas."""

import calendar
import csv
import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from etablissements.models import Precision

MAXIMUM_AFFICHE = 20


class Erreur(NamedTuple):
    """Où est la faute, et laquelle."""

    fichier: str
    ligne: int
    colonne: str
    raison: str

    def __str__(self):
        lieu = [self.fichier]
        if self.ligne:
            lieu.append(f"ligne {self.ligne}")
        if self.colonne:
            lieu.append(f"colonne « {self.colonne} »")
        return f"{', '.join(lieu)} : {self.raison}"


class ReferentielFaux(Exception):
    """Le référentiel a des fautes : rien n'est changé."""

    def __init__(self, erreurs: Iterable[Erreur]):
        self.erreurs = list(erreurs)
        lignes = [str(e) for e in self.erreurs[:MAXIMUM_AFFICHE]]
        reste = len(self.erreurs) - MAXIMUM_AFFICHE
        if reste > 0:
            lignes.append(f"… et {reste} autres.")
        super().__init__("\n".join(lignes))


class Jour(NamedTuple):
    """Une date, tenue à son dernier jour possible quand elle est connue au mois ou à l'année."""

    le: dt.date
    precision: Precision


class Rangee:
    """Une ligne d'un fichier ; chaque lecture note la faute au lieu de s'arrêter."""

    def __init__(self, lecteur: "Lecteur", fichier: str, numero: int, valeurs: dict):
        self.lecteur, self.fichier, self.numero, self.valeurs = lecteur, fichier, numero, valeurs

    def fauter(self, colonne: str, raison: str) -> None:
        self.lecteur.erreurs.append(Erreur(self.fichier, self.numero, colonne, raison))

    def texte(self, colonne: str, *, requis: bool = True, longueur: int | None = None) -> str:
        valeur = self.valeurs[colonne]
        if requis and not valeur:
            self.fauter(colonne, "valeur manquante.")
        if longueur and len(valeur) > longueur:
            self.fauter(colonne, f"« {valeur[:30]}… » dépasse {longueur} signes.")
        return valeur

    def choix(self, colonne: str, permis: Iterable[str]) -> str:
        valeur = self.texte(colonne)
        if valeur and valeur not in permis:
            self.fauter(colonne, f"« {valeur} » n’est pas connu ; attendu : {', '.join(permis)}.")
        return valeur

    def reference(self, colonne: str, connus, *, requis: bool = True) -> str:
        valeur = self.texte(colonne, requis=requis)
        if valeur and valeur not in connus:
            self.fauter(colonne, f"« {valeur} » n’existe pas dans le référentiel.")
        return valeur

    def entier(self, colonne: str) -> int:
        valeur = self.texte(colonne)
        if valeur and not re.fullmatch(r"[0-9]{1,6}", valeur):
            self.fauter(colonne, f"« {valeur} » n’est pas un nombre entier.")
            return 0
        return int(valeur or 0)

    def decimal(self, colonne: str, borne: int) -> float:
        valeur = self.texte(colonne)
        if valeur and not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]+)?", valeur):
            self.fauter(colonne, f"« {valeur} » n’est pas un nombre (écrire 48.1234).")
            return 0.0
        nombre = float(valeur or 0)
        if abs(nombre) > borne:
            self.fauter(colonne, f"« {valeur} » dépasse {borne} degrés.")
        return nombre

    def jour(self, colonne: str, *, requis: bool = False) -> Jour | None:
        """« 2014 », « 2014-10 » ou « 2014-10-12 » ; le dernier jour possible."""
        valeur = self.texte(colonne, requis=requis)
        if not valeur:
            return None
        jour = lire_jour(valeur)
        if jour is None:
            self.fauter(
                colonne, f"« {valeur} » n’est pas une date (écrire 2014, 2014-10 ou 2014-10-12)."
            )
        return jour


def lire_jour(texte: str) -> Jour | None:
    """La date que dit ce texte, ou rien s'il n'en dit pas."""
    trouve = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", texte)
    if not trouve:
        return None
    annee, mois, jour = (int(p) if p else None for p in trouve.groups())
    precision = Precision.JOUR if jour else Precision.MOIS if mois else Precision.ANNEE
    mois = mois or 12
    try:
        return Jour(dt.date(annee, mois, jour or calendar.monthrange(annee, mois)[1]), precision)
    except ValueError:  # 30 février, mois 13, année 0
        return None


class Lecteur:
    """Lit les fichiers d'un dossier et rassemble toutes les fautes."""

    def __init__(self, dossier: Path):
        self.dossier, self.erreurs = dossier, []

    def rangees(self, fichier: str, colonnes: list[str]) -> list[Rangee]:
        """Les lignes du fichier ; aucune, et une faute notée, si elles ne peuvent être lues."""
        texte = self._texte(fichier)
        if texte is None:
            return []
        lignes = csv.reader(texte.splitlines(), strict=True)
        try:
            entete, *corps = list(lignes)
        except ValueError:
            return self._refuser(fichier, 0, "le fichier est vide.")
        except csv.Error as faute:
            return self._refuser(fichier, lignes.line_num, f"CSV mal formé ({faute}).")
        if manquantes := [c for c in colonnes if c not in entete]:
            return self._refuser(fichier, 1, f"colonnes manquantes : {', '.join(manquantes)}.")
        if not corps:
            return self._refuser(fichier, 0, "le fichier n’a que son en-tête.")
        return [
            rangee
            for numero, valeurs in enumerate(corps, start=2)
            if valeurs and (rangee := self._rangee(fichier, numero, entete, valeurs))
        ]

    def _texte(self, fichier):
        chemin = self.dossier / fichier
        try:
            return chemin.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self._refuser(fichier, 0, "fichier absent.")
        except UnicodeDecodeError as faute:
            ligne = faute.object[: faute.start].count(b"\n") + 1
            self._refuser(
                fichier, ligne, "ce n’est pas de l’UTF-8 : enregistrez-le dans cet encodage."
            )
        return None

    def _rangee(self, fichier, numero, entete, valeurs):
        if len(valeurs) != len(entete):
            raison = f"{len(valeurs)} valeurs pour {len(entete)} colonnes."
            self.erreurs.append(Erreur(fichier, numero, "", raison))
            return None
        propres = (valeur.strip() for valeur in valeurs)
        return Rangee(self, fichier, numero, dict(zip(entete, propres, strict=True)))

    def _refuser(self, fichier, ligne, raison):
        self.erreurs.append(Erreur(fichier, ligne, "", raison))
        return []

    def sans_doublon(self, rangees: list[Rangee], *colonnes: str) -> None:
        vues = {}
        for rangee in rangees:
            cle = tuple(rangee.valeurs[c] for c in colonnes)
            if cle in vues:
                rangee.fauter(
                    colonnes[0], f"« {' / '.join(cle)} » est déjà à la ligne {vues[cle]}."
                )
            vues.setdefault(cle, rangee.numero)

    def conclure(self) -> None:
        if self.erreurs:
            raise ReferentielFaux(self.erreurs)
