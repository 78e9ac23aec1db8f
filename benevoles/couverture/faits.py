"""Ce que la base sait des établissements, lu en masse : un nombre constant de requêtes."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import CharField, Max, Q
from django.db.models.functions import Cast

from benevoles.models import (
    Affectation,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Seuil,
    Suspension,
)
from benevoles.models.seuils import MINIMUM_VP_PAR_DEFAUT, VP_POUR_CENT_PAR_DEFAUT
from etablissements.models import Effectif, Etablissement
from partenariat.memoire import partagee
from partenariat.periodes import DERNIER_JOUR, PREMIER_JOUR

PORTEE_MAXIMALE = 60  # établissements que l'on nomme un à un dans une requête
NATURE = {Fonction.VP: Habilitation.Nature.AGREMENT, Fonction.CP: Habilitation.Nature.AUTORISATION}


class Titre(NamedTuple):
    """Un agrément ou une autorisation, pour une personne et un établissement."""

    debut: dt.date
    fin: dt.date
    decidee_le: dt.date
    retiree_le: dt.date
    suspensions: tuple = ()

    def est_valable(self, le: dt.date) -> bool:
        return (
            self.debut <= le <= self.fin
            and le < self.retiree_le
            and not any(debut <= le <= fin for debut, fin in self.suspensions)
        )


class Presence(NamedTuple):
    """Une affectation, avec les titres de la personne pour cet établissement."""

    affectation: int
    benevole: int
    fonction: str
    debut: dt.date
    fin: dt.date
    titres: tuple

    def est_en_cours(self, le: dt.date) -> bool:
        return self.debut <= le <= self.fin

    def compte(self, le: dt.date) -> bool:
        """Compte dans l'effectif ce jour-là ; à ne demander que si elle est en cours.

        Un VP compte si son agrément vaut. Un CP Auxilia aussi, mais son titre n'est pas toujours
        daté (R16) : tant qu'aucun n'a été enregistré, il compte.
        """
        if any(titre.est_valable(le) for titre in self.titres):
            return True
        return self.fonction == Fonction.CP and not any(t.debut <= le for t in self.titres)

    def tient_jusqu_au(self, horizon: dt.date, le: dt.date) -> bool:
        """Reste-t-elle couverte jusqu'à l'horizon par ce qu'on connaît ce jour-là ?"""
        if any(t.fin >= horizon and t.est_valable(le) for t in self.titres):
            return True
        return self.jusqu_au(le) >= horizon

    def jusqu_au(self, le: dt.date) -> dt.date:
        """Dernier jour couvert, sans trou, par les titres connus ce jour-là."""
        fin = max((t.fin for t in self.titres if t.est_valable(le)), default=DERNIER_JOUR)
        for titre in sorted(t for t in self.titres if t.decidee_le <= le < t.debut):
            if fin < DERNIER_JOUR and titre.debut <= fin + dt.timedelta(days=1) < titre.retiree_le:
                fin = max(fin, titre.fin)
        return fin


class Base(NamedTuple):
    """Le nombre de personnes détenues ou de places sur lequel se calcule un besoin."""

    le: dt.date
    valeur: int
    nature: str
    source: str
    confiance: str


class Regle(NamedTuple):
    """Un seuil : VP pour 100 personnes, minimum, et depuis quand il vaut."""

    debut: dt.date
    fin: dt.date
    vp_pour_cent: Decimal
    minimum: int
    explication: str


SEUIL_PAR_DEFAUT = Regle(
    PREMIER_JOUR,
    DERNIER_JOUR,
    VP_POUR_CENT_PAR_DEFAUT,
    MINIMUM_VP_PAR_DEFAUT,
    "rapport national de janvier 2014 : 1 190 visiteurs pour 67 075 personnes détenues",
)


@dataclass(slots=True)
class Faits:
    """Tout ce qui décide de la couverture d'un établissement."""

    etablissement: Etablissement
    presences: list = field(default_factory=list)
    confirmations: dict = field(default_factory=lambda: {Fonction.VP: [], Fonction.CP: []})
    besoins: list = field(default_factory=list)
    bases: list = field(default_factory=list)
    seuils: list = field(default_factory=list)


def lire_faits(etablissements, *, le: dt.date, histoire: bool = False) -> dict[int, Faits]:
    """Les faits de chaque établissement, en huit requêtes quel que soit leur nombre.

    Sans `histoire` : ce qu'il faut pour juger ce seul jour. Avec : tout le passé jusqu'à ce jour.
    """
    faits = {e.pk: Faits(e) for e in etablissements}
    seuls = portee(faits)
    _lire_presences(faits, seuls, le, histoire)
    _lire_confirmations(faits, seuls, le, histoire)
    _lire_besoins(faits, seuls, le)
    _lire_bases(faits, seuls, le)
    _lire_seuils(faits, le)
    return faits


def portee(etablissements) -> dict:
    """De quoi restreindre une requête à ceux-là ; à peu près, s'ils sont nombreux.

    Au-delà de quelques-uns, lire du premier au dernier coûte moins qu'une longue liste.
    """
    cles = list(etablissements)
    if len(cles) <= PORTEE_MAXIMALE:
        return {"etablissement__in": cles}
    return {"etablissement__gte": min(cles), "etablissement__lte": max(cles)}


def _lire_presences(faits, seuls, le, histoire):
    affectations = Affectation.objects.filter(**seuls, debut__lte=le)
    if not histoire:
        affectations = affectations.en_cours(le=le)
    titres = _lire_titres(seuls, le, histoire)
    for etablissement, pk, benevole, fonction, debut, fin in _rangees(
        affectations, "etablissement", "pk", "benevole", "fonction", jours=("debut", "fin")
    ):
        if etablissement in faits:
            cle = (etablissement, benevole, NATURE[fonction])
            faits[etablissement].presences.append(
                Presence(pk, benevole, fonction, _jour(debut), _fin(fin), titres.get(cle, ()))
            )


def _lire_titres(seuls, le, histoire):
    habilitations = Habilitation.objects.filter(**seuls)
    if not histoire:
        # Un CP dont le titre est échu ne compte plus : ses titres passés importent aussi.
        habilitations = habilitations.filter(
            Q(fin=None) | Q(fin__gte=le) | Q(nature=Habilitation.Nature.AUTORISATION)
        )
    suspensions = _lire_suspensions(seuls, le)
    titres = defaultdict(list)
    for etablissement, benevole, nature, pk, debut, fin, decidee, retiree in _rangees(
        habilitations,
        *("etablissement", "benevole", "nature", "pk"),
        jours=("debut", "fin", "decidee_le", "retiree_le"),
    ):
        suspendu = tuple(suspensions.get(pk, ()))
        titres[etablissement, benevole, nature].append(
            Titre(_jour(debut), _fin(fin), _jour(decidee), _fin(retiree), suspendu)
        )
    return titres


def _lire_suspensions(seuls, le):
    suspensions = defaultdict(list)
    siennes = {f"habilitation__{chemin}": valeur for chemin, valeur in seuls.items()}
    for pk, debut, fin in _rangees(
        Suspension.objects.filter(**siennes, debut__lte=le), "habilitation", jours=("debut", "fin")
    ):
        suspensions[pk].append((_jour(debut), _fin(fin)))
    return suspensions


def _lire_confirmations(faits, seuls, le, histoire):
    """De la plus récente à la plus ancienne ; la dernière suffit à juger un seul jour."""
    confirmations = ConfirmationListe.objects.filter(**seuls, le__lte=le)
    if histoire:
        rangees = _rangees(
            confirmations, "etablissement", "fonction", jours=("le",), ordre=("-le",)
        )
    else:
        rangees = (
            confirmations.order_by()
            .values_list("etablissement", "fonction")
            .annotate(derniere=Cast(Max("le"), CharField()))
        )
    for etablissement, fonction, jour in rangees:
        if etablissement in faits:
            faits[etablissement].confirmations[fonction].append(_jour(jour))


def _lire_besoins(faits, seuls, le):
    besoins = BesoinDeclare.objects.filter(**seuls, le__lte=le)
    for etablissement, manquants, attente, jour in _rangees(
        besoins, "etablissement", "vp_manquants", "attente_mois", jours=("le",), ordre=("-le",)
    ):
        if etablissement in faits:
            faits[etablissement].besoins.append((_jour(jour), manquants, attente))


def _lire_bases(faits, seuls, le):
    effectifs = Effectif.objects.filter(**seuls, retenu=True, le__lte=le).order_by("-le")
    for etablissement, *base in effectifs.values_list(
        "etablissement", "le", "valeur", "nature", "source", "confiance"
    ):
        if etablissement in faits:
            faits[etablissement].bases.append(partagee(Base(*base)))


def _lire_seuils(faits, le):
    par_type = defaultdict(list)
    for type_etablissement, debut, fin, *reste in Seuil.objects.commencees(le=le).values_list(
        "type_etablissement", "debut", "fin", "vp_pour_cent", "minimum_vp", "explication"
    ):
        par_type[type_etablissement].append(Regle(debut, fin or DERNIER_JOUR, *reste))
    for fait in faits.values():
        fait.seuils = par_type.get(fait.etablissement.type, [])


def _rangees(requete, *champs, jours, ordre=()):
    """Les `champs` puis les `jours`, ceux-ci en texte : sur SQLite, Django met à les convertir un
    à un plus de temps que la base à les lire, et ils se répètent."""
    textes = {f"{jour}_ecrit": Cast(jour, CharField()) for jour in jours}
    lignes = requete.order_by(*ordre).annotate(**textes).values_list(*champs, *textes)
    return lignes.iterator(chunk_size=5000)


def _fin(texte: str | None) -> dt.date:
    return _jour(texte) if texte else DERNIER_JOUR


@lru_cache(maxsize=50_000)
def _jour(texte: str) -> dt.date:
    return dt.date.fromisoformat(texte)
