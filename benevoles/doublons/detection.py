"""Deux fiches pour une personne ? Un score sur 100, et pourquoi, en toutes lettres.

Comparer chacun à chacun serait trop long : ne se comparent que les fiches d'un même bloc (même
adresse, même téléphone, même nom et initiale, même prénom et début de nom, mêmes mots). Pour les
seuls probables, les blocs sont bien plus petits.
"""

from collections import defaultdict
from itertools import combinations
from typing import NamedTuple

from phonenumber_field.phonenumber import PhoneNumber
from rapidfuzz.distance import OSA

from etablissements.recherche import cle_de_recherche

SEUIL = 55
PROBABLE = 70  # en deçà, rien que le nom : deux homonymes, peut-être
PARTICULES = {"d", "de", "des", "du", "van", "von"}  # « Le Goff » s’écrit aussi « Legoff »
LETTRES = 8  # en deçà, une lettre de différence fait un autre nom
CHAMPS = ("pk", "nom", "prenom", "courriel", "telephone", "commune", "version")


class Identite(NamedTuple):
    """Ce qui se compare d'une fiche, dans l'ordre de `CHAMPS`."""

    pk: int
    nom: str
    prenom: str
    courriel: str
    telephone: PhoneNumber | str  # tous en texte, ou aucun ; vide s'il n'y en a pas
    commune: str
    version: int

    def __str__(self):
        return f"{self.prenom} {self.nom}"


class Paire(NamedTuple):
    """Deux fiches, la plus ancienne d'abord."""

    score: int
    une: Identite
    autre: Identite
    raison: str

    @property
    def cles(self) -> tuple[int, int]:
        return self.une.pk, self.autre.pk


class Fiche:
    """Une identité et ses clés, calculées une fois."""

    __slots__ = ("commune", "courriel", "entier", "identite", "mots", "nom", "prenom", "telephone")

    def __init__(self, identite: Identite):
        self.identite = identite
        noms = [m for m in cle_de_recherche(identite.nom).split() if m not in PARTICULES]
        prenoms = cle_de_recherche(identite.prenom).split()
        self.nom, self.prenom = "".join(noms), "".join(prenoms)
        self.entier, self.mots = self.nom + self.prenom, frozenset([*noms, *prenoms])
        self.courriel = identite.courriel.strip().lower()
        numero = identite.telephone  # l'écrire en clair coûterait dix fois le reste
        en_texte = isinstance(numero, str)
        self.telephone = numero if en_texte else (numero.country_code, numero.national_number)
        self.commune = cle_de_recherche(identite.commune)

    def blocs(self, au_moins=SEUIL):
        """Les clés des blocs où cette fiche se compare, pour un score d'`au_moins` tant."""
        if self.courriel:
            yield "c", self.courriel
        if self.telephone:
            yield "t", self.telephone
        if au_moins >= PROBABLE:
            # Sans coordonnée commune, il y faut le même nom (60) et la même commune (10).
            if self.commune:
                yield "e", self.nom, self.prenom, self.commune
                yield "m", self.mots, self.commune
            return
        yield "m", self.mots
        yield "n", self.nom, self.prenom[:1]
        yield "p", self.prenom, self.nom[:2]


def paires(identites, au_moins=SEUIL) -> list[Paire]:
    """Celles dont le score est d'`au_moins` tant, de la plus sûre à la moins sûre."""
    blocs = defaultdict(list)
    for identite in identites:
        fiche = Fiche(identite)
        for cle in fiche.blocs(au_moins):
            blocs[cle].append(fiche)
    trouvees = {}
    for bloc in blocs.values():
        for une, autre in combinations(bloc, 2):
            paire = _comparer(une, autre)
            if paire and paire.score >= au_moins:
                trouvees[paire.cles] = paire
    return sorted(trouvees.values(), key=lambda paire: (-paire.score, paire.cles))


def _comparer(une: Fiche, autre: Fiche) -> Paire | None:
    points, nom = _noms(une, autre)
    if not points:
        return None
    raisons = []
    for champ, valeur, phrase in (
        ("courriel", 30, "même adresse électronique"),
        ("telephone", 25, "même téléphone"),
        ("commune", 10, "même commune"),
    ):
        gauche, droite = getattr(une, champ), getattr(autre, champ)
        if gauche and gauche == droite:
            points += valeur
            raisons.append(phrase)
        elif champ == "commune" and gauche and droite:
            points -= 20
    if points < SEUIL:
        return None
    premiere, seconde = sorted((une.identite, autre.identite))
    return Paire(min(points, 100), premiere, seconde, ", ".join([*raisons, nom]))


def _noms(une: Fiche, autre: Fiche):
    """(points, phrase) ; aucun point quand les noms ne se ressemblent pas."""
    if une.entier == autre.entier:
        return 60, "même nom"
    if une.mots == autre.mots:
        return 60, "nom et prénom inversés"
    if (
        min(len(une.entier), len(autre.entier)) >= LETTRES
        and OSA.distance(une.entier, autre.entier, score_cutoff=1) <= 1
    ):
        return 45, "nom à une lettre près"
    if une.nom == autre.nom and (une.mots < autre.mots or autre.mots < une.mots):
        return 45, "même nom, prénom composé ou abrégé"
    return 0, ""
