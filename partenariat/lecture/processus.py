"""Le processus à part : il borne ses propres moyens, lit, et écrit le tableau normalisé.

`python -m partenariat.lecture.processus ORIGINE EXTENSION SORTIE [FEUILLE]` ; un refus est écrit
sur la sortie standard. Rien de Django n'est chargé ici.
"""

import json
import resource
import sys
import zipfile
import zlib
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException

from partenariat.lecture import bornes, cellules, entetes, ods, refus, textes, xlsx
from partenariat.lecture.refus import FichierRefuse

LECTEURS = {"xlsx": xlsx.evenements, "ods": ods.evenements, "csv": textes.evenements}
# Ce que les bibliothèques disent d'un fichier abîmé ; tout le reste arrête le processus.
_ABIME = (zipfile.BadZipFile, zlib.error, EOFError, ParseError, DefusedXmlException, KeyError)


def principal(origine, extension, sortie, feuille=None) -> None:
    _borner()
    try:
        with open(sortie, "w", encoding="utf-8") as fichier:
            _Normalisation(fichier, feuille).ecrire(LECTEURS[extension], origine)
    except FichierRefuse as faute:
        print(faute.phrase)
    except MemoryError:
        print(refus.TROP_DEPLIE)
    except _ABIME:
        print(refus.ABIME)


def _borner():
    for quoi, combien in [
        (resource.RLIMIT_AS, bornes.MEMOIRE),
        (resource.RLIMIT_CPU, bornes.CPU),
        (resource.RLIMIT_FSIZE, bornes.DEPLIE),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(quoi, (combien, combien))


class _Normalisation:
    """Écrit les rangées de la feuille demandée, ou de la première qui a des données."""

    def __init__(self, fichier, feuille):
        self.fichier, self.demandee = fichier, feuille
        self.feuilles, self.retenue = [], None
        self.debut, self.tete = [], None
        self.nombre = self.largeur = 0

    def ecrire(self, lecteur, origine):
        courante = None
        for evenement in lecteur(origine, self._veut):
            if isinstance(evenement, str):
                courante = evenement
                self.feuilles.append(evenement[: bornes.ENTETE])
            elif valeurs := self._remplies(evenement[1]):
                self.retenue = courante
                self._recevoir(evenement[0], valeurs)
        self._finir()

    def _veut(self, nom):
        return nom == self.demandee if self.demandee else self.retenue is None

    def _remplies(self, brutes):
        propres = {c: cellules.normaliser(v) for c, v in brutes.items()}
        remplies = {c: v for c, v in propres.items() if v is not None}
        if remplies and max(remplies) > bornes.COLONNES:
            raise FichierRefuse(refus.TROP_DE_COLONNES)
        return remplies

    def _recevoir(self, numero, valeurs):
        if self.tete is not None:
            return self._ecrire_rangee(numero, valeurs)
        self.debut.append((numero, valeurs))
        if len(self.debut) == entetes.FENETRE:
            self._poser_l_entete()
        return None

    def _poser_l_entete(self):
        place = entetes.choisir(self.debut)
        self.tete = self.debut[place]
        self.largeur = max(self.tete[1])
        for numero, valeurs in self.debut[place + 1 :]:
            self._ecrire_rangee(numero, valeurs)
        self.debut = []

    def _ecrire_rangee(self, numero, valeurs):
        self.nombre += 1
        if self.nombre > bornes.RANGEES:
            raise FichierRefuse(refus.TROP_DE_RANGEES)
        derniere = max(valeurs)
        self.largeur = max(self.largeur, derniere)
        rangee = [cellules.ecrire(valeurs.get(i)) for i in range(1, derniere + 1)]
        self._ligne([numero, rangee])

    def _finir(self):
        if self.tete is None and self.debut:
            self._poser_l_entete()
        if self.tete is None:
            vide = refus.feuille_absente(self.demandee) if self.demandee else refus.VIDE
            raise FichierRefuse(vide)
        self._ligne(
            {
                "entetes": entetes.titres(self.tete[1], self.largeur),
                "ligne_entete": self.tete[0],
                "feuilles": self.feuilles[: bornes.COLONNES],
                "feuille": self.retenue[: bornes.ENTETE],
                "nombre": self.nombre,
            }
        )

    def _ligne(self, objet):
        self.fichier.write(json.dumps(objet, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    principal(*sys.argv[1:])
