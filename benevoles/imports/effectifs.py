"""Importer les effectifs : par établissement et par mois, les places et les personnes détenues.

Une valeur tenue d'une autre source (recensement officiel, autre association) ne se change pas ici.
"""

import datetime as dt
import re

from benevoles.imports.lieux import Lieux
from etablissements.echanges.colonnes import Colonne
from etablissements.echanges.verdicts import Refus, Verdict
from etablissements.models import Confiance, Effectif, Precision
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import tenues
from partenariat.lecture.valeurs import MOIS, en_date, en_entier
from partenariat.periodes import ajouter_mois

PERIMETRE = "établissement"
PLUS_QU_AUCUN = 10_000  # personnes : aucun établissement n'en a autant
DEJA = "Une autre source donne déjà {} à cette date : {}."
DEUX_FOIS = "La ligne {} de ce fichier donne une autre valeur à cette date."
_MOIS_CHIFFRE = re.compile(r"(\d{1,2})[/.\-](\d{4})|(\d{4})-(\d{1,2})")
_MOIS_EN_LETTRES = re.compile(r"([a-z]+) (\d{4})")


def en_jour_ou_mois(valeur):
    """(jour, précision) : « 01/02/2014 », ou « février 2014 », tenu au dernier jour du mois."""
    mois = _mois(cle_de_recherche(str(valeur)), str(valeur).strip())
    if mois is None:
        return en_date(valeur), Precision.JOUR
    numero, annee = mois
    if not 1 <= numero <= 12:
        raise ValueError("Ce mois n’existe pas.")
    return ajouter_mois(dt.date(annee, numero, 1), 1) - dt.timedelta(days=1), Precision.MOIS


def _mois(cle, texte):
    if trouve := _MOIS_CHIFFRE.fullmatch(texte):
        mois, annee, annee_d_abord, mois_ensuite = trouve.groups()
        return int(mois or mois_ensuite), int(annee or annee_d_abord)
    if (trouve := _MOIS_EN_LETTRES.fullmatch(cle)) is None:
        return None
    debuts = [i for i, debut in enumerate(MOIS, 1) if trouve[1].startswith(debut)]
    return (debuts[0], int(trouve[2])) if debuts else None


COLONNES = [
    Colonne("code", "Code établissement", ("code étab.", "code de l’établissement", "code")),
    Colonne("etablissement", "Établissement", ("étab.", "prison", "nom de l’établissement")),
    Colonne("le", "Au", ("date", "mois", "à la date du", "situation au"), en_jour_ou_mois),
    Colonne(
        "detenus",
        "Personnes détenues",
        ("détenus", "effectif", "effectifs", "hébergés", "nombre de détenus", "présents"),
        en_entier,
    ),
    Colonne(
        "places", "Places", ("capacité", "capacité opérationnelle", "nombre de places"), en_entier
    ),
    Colonne("source", "Source", ("origine",)),
]
TITRES = {colonne.cle: colonne.titre for colonne in COLONNES}


def colonnes(droits) -> list:
    return COLONNES


class Effectifs:
    """Juge les lignes, établissement par établissement."""

    colonnes = COLONNES
    colonnes_de_la_cle = ("code", "etablissement")

    def __init__(self, utilisateur, *, le: dt.date):
        self.le = le
        self.source = f"import de {utilisateur.droits.association.label}"
        self.connus, self.dits, self.vus = {}, {}, set()

    @staticmethod
    def cle(valeurs) -> str:
        return valeurs.get("code", "").lower() or cle_de_recherche(valeurs.get("etablissement", ""))

    def preparer(self):
        self.lieux = Lieux()

    def charger(self, rangees, *, verrou):
        """Les valeurs retenues des établissements de ces lignes : une requête."""
        lieux = {lieu.pk for rangee in rangees if (lieu := self._lieu_ou_rien(rangee))}
        retenus = Effectif.objects.filter(retenu=True, etablissement__in=lieux)
        self.connus = {(e.etablissement_id, e.nature, e.le): e for e in tenues(retenus, si=verrou)}

    def juger(self, rangee) -> Verdict:
        libelle = rangee.valeurs.get("etablissement", "")[:200]
        return Verdict(rangee.numero, libelle).selon(self._juger, rangee, TITRES)

    def retenir(self, verdict, rangee):
        """Les lignes suivantes tiennent compte de celle-ci."""
        for objet, _ in verdict.ecritures:
            cle = objet.etablissement_id, objet.nature, objet.le
            self.connus[cle] = objet
            self.dits[cle] = rangee.numero

    def absents(self):
        """Les établissements que la même source suivait, et que ce fichier n'a plus."""
        suivis = Effectif.objects.filter(source=self.source).exclude(etablissement__in=self.vus)
        pks = set(suivis.values_list("etablissement", flat=True))
        for lieu in self.lieux.tous:
            if lieu.pk in pks:
                yield lieu, "suivi jusqu’ici, sans ligne dans ce fichier"

    def _lieu_ou_rien(self, rangee):
        try:
            return self.lieux.trouver(rangee.valeurs)
        except Refus:
            return None

    def _juger(self, verdict, rangee):
        valeurs = rangee.valeurs
        verdict.objet = lieu = self.lieux.trouver(valeurs)
        if lieu is None:
            raise Refus("etablissement", "Indiquez l’établissement.")
        verdict.libelle = lieu.nom
        self.vus.add(lieu.pk)
        if "le" not in valeurs:
            raise Refus("le", "Indiquez la date ou le mois.")
        if valeurs["le"][0] > self.le:
            raise Refus("le", "Cette date est à venir.")
        if "detenus" not in valeurs and "places" not in valeurs:
            raise Refus("detenus", "Indiquez un nombre de personnes détenues, ou de places.")
        for nature in Effectif.Nature:
            if valeurs.get(nature.value) is not None:
                self._une_valeur(verdict, self._effectif(lieu, nature, valeurs))

    def _effectif(self, lieu, nature, valeurs):
        jour, precision = valeurs["le"]
        return Effectif(
            etablissement=lieu,
            nature=nature,
            le=jour,
            precision=precision,
            valeur=valeurs[nature.value],
            perimetre=PERIMETRE,
            retenu=True,
            source=valeurs.get("source") or self.source,
            confiance=Confiance.MOYENNE,
        )

    def _une_valeur(self, verdict, neuf):
        if not 0 <= neuf.valeur <= PLUS_QU_AUCUN:
            raise Refus(neuf.nature, f"Un nombre de 0 à {PLUS_QU_AUCUN}.")
        cle = neuf.etablissement_id, neuf.nature, neuf.le
        connu = self.connus.get(cle)
        if connu is None:
            quand = (
                f"{neuf.le:%m/%Y}" if neuf.precision == Precision.MOIS else f"{neuf.le:%d/%m/%Y}"
            )
            verdict.nouveau = True
            return verdict.creer(neuf, f"{neuf.get_nature_display()} ({quand})", str(neuf.valeur))
        if connu.valeur == neuf.valeur:
            return None
        if cle in self.dits:
            raise Refus(neuf.nature, DEUX_FOIS.format(self.dits[cle]))
        if connu.source != neuf.source:
            raise Refus(neuf.nature, DEJA.format(connu.valeur, connu.source[:120]))
        quoi = f"{neuf.get_nature_display()} au {neuf.le:%d/%m/%Y}"
        return verdict.changer(connu, {"valeur": neuf.valeur}, quoi)
