"""Ce qu'un import ferait d'une ligne : la créer, la changer, rien, ou la refuser en disant quoi."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import models
from django.utils.timezone import localtime


class Sort(models.TextChoices):
    """Ce qui arrive à une ligne, dans l'ordre où on le montre."""

    REFUSE = "refuse", "refusées"
    CREE = "cree", "nouvelles"
    CHANGE = "change", "modifiées"
    INCHANGE = "inchange", "sans changement"
    ABSENT = "absent", "plus dans le fichier"


class Changement(NamedTuple):
    """Un champ : ce qu'il était (vide s'il est nouveau), ce qu'il devient."""

    quoi: str
    avant: str
    apres: str


class Raison(NamedTuple):
    """Pourquoi une ligne est refusée."""

    colonne: str
    valeur: str
    phrase: str


class Refus(ValueError):
    """Une valeur qui empêche d'écrire la ligne : `cle` désigne sa colonne."""

    def __init__(self, cle: str, phrase: str):
        super().__init__(phrase)
        self.cle, self.phrase = cle, phrase


class Ecriture(NamedTuple):
    """Un objet à créer (`avant` absent) ou à modifier (`avant` : les anciennes valeurs)."""

    objet: models.Model
    avant: dict | None = None


@dataclass
class Verdict:
    """Une ligne du fichier, et ce qu'on en ferait."""

    numero: int
    libelle: str = ""
    objet: models.Model | None = None  # ce dont parle la ligne : une personne, un établissement
    dossier: object = None  # tout ce qu'on sait d'elle
    nouveau: bool = False
    changements: list[Changement] = field(default_factory=list)
    raisons: list[Raison] = field(default_factory=list)
    ecritures: list[Ecriture] = field(default_factory=list)

    @property
    def sort(self) -> Sort:
        if self.raisons:
            return Sort.REFUSE
        if self.nouveau:
            return Sort.CREE
        return Sort.CHANGE if self.ecritures else Sort.INCHANGE

    def changer(self, objet, noms: dict, quoi: str = ""):
        """Donne à l'objet celles de ces valeurs qui changent, en retenant celles d'avant."""
        avant = {n: getattr(objet, n) for n, v in noms.items() if getattr(objet, n) != v}
        for nom, ancienne in avant.items():
            setattr(objet, nom, noms[nom])
            champ = objet._meta.get_field(nom)
            titre = f"{quoi}, {champ.verbose_name}" if quoi else str(champ.verbose_name)
            change = Changement(titre, lisible(champ, ancienne), lisible(champ, noms[nom]))
            self.changements.append(change)
        if avant:
            self.ecritures.append(Ecriture(objet, avant))

    def creer(self, objet, quoi: str, en_clair: str):
        self.changements.append(Changement(quoi, "", en_clair))
        self.ecritures.append(Ecriture(objet))

    def selon(self, juger, rangee, titres: dict):
        """Lui-même, la ligne jugée par `juger(verdict, rangee)` ; un `Refus` levé en est la raison.

        `titres` : celui de chaque colonne, par clé.
        """
        try:
            juger(self, rangee)
        except Refus as refus:
            dit = rangee.brutes.get(refus.cle, "")[:80]
            self.refuser(Raison(titres[refus.cle], dit, refus.phrase))
        if rangee.raisons:  # ce qui ne se lit pas explique le reste
            self.refuser(rangee.raisons[0])
            self.raisons = list(rangee.raisons)
        return self

    def refuser(self, raison: Raison):
        """Rien de cette ligne ne se fera : les objets déjà changés reprennent leurs valeurs."""
        self.raisons.append(raison)
        for objet, avant in reversed(self.ecritures):
            for nom, valeur in (avant or {}).items():
                setattr(objet, nom, valeur)
        self.ecritures, self.changements = [], []


def lisible(champ, valeur) -> str:
    """Une valeur comme on l'écrit : « 12/03/2016 », « oui », le libellé d'un choix."""
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dt.datetime):
        return f"{localtime(valeur):%d/%m/%Y %H:%M}"
    if hasattr(valeur, "strftime"):
        return f"{valeur:%d/%m/%Y}"
    if isinstance(valeur, Decimal):
        return f"{valeur.normalize():f}".replace(".", ",")
    return str(dict(champ.flatchoices).get(valeur, valeur))
