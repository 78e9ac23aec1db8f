"""Les valeurs des indicateurs d'une convention : une par année, en France ou dans une DISP."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from engagements.demandes.nombres import MASQUE
from engagements.models import Convention, Indicateur
from partenariat.models import Association

# Importer ces modules inscrit leurs indicateurs au registre.
from suivi.indicateurs import administration, communication, formation, pmj, suivi_commun
from suivi.indicateurs.donnees import Donnees
from suivi.indicateurs.registre import REGISTRE, RIEN, Definition, Fenetre, Mesure

MODULES = (pmj, administration, communication, formation, suivi_commun)


def codes_connus() -> set[str]:
    """Les codes de tous les indicateurs du registre."""
    return set(REGISTRE)


@dataclass(frozen=True, slots=True)
class Annee:
    """La valeur d'un indicateur une année, et sa cible."""

    definition: Definition
    annee: int
    fenetre: Fenetre
    mesure: Mesure
    cible: Decimal | None
    en_cours: bool

    @property
    def libelle(self) -> str:
        """« 2014-2015 », ou « 2018-2019, en cours »."""
        return f"{self.annee}-{self.annee + 1}"

    @property
    def cible_atteinte(self) -> bool | None:
        """Vrai ou faux si une cible et une valeur sont connues, selon le sens souhaité."""
        if self.cible is None or not self.mesure.connue:
            return None
        if self.definition.sens == "baisse":
            return self.mesure.valeur <= self.cible
        return self.mesure.valeur >= self.cible

    @property
    def masquee(self) -> bool:
        """Trop petit pour être montré sans risquer de désigner quelqu'un (R31)."""
        if not self.definition.sensible:
            return False
        m = self.mesure
        return any(n is not None and 0 < n < MASQUE for n in (m.sur if m.sur else m.valeur,))

    @property
    def affichee(self) -> str:
        """La valeur en clair : « 42 % », « 3 sur 5 », « en cours », « moins de 5 », « – »."""
        if self.masquee:
            return f"moins de {MASQUE}"
        m = self.mesure
        if m.texte or not m.connue:
            return m.texte or "–"
        valeur = f"{m.valeur:g}".replace(".", ",").replace("-", "−")
        return f"{valeur}\u00a0{self.definition.unite}" if self.definition.unite else valeur

    @property
    def compte(self) -> str:
        """« 12 sur 30 », pour une part ; rien sinon."""
        m = self.mesure
        if self.masquee or m.compte is None or not m.sur:
            return ""
        return f"{m.compte} sur {m.sur}"

    @property
    def detail(self):
        """La ventilation, sauf quand elle trahirait un petit nombre."""
        if not self.definition.sensible:
            return self.mesure.detail
        petits = any(isinstance(n, int) and 0 < n < MASQUE for _, n in self.mesure.detail)
        return () if petits else self.mesure.detail


@dataclass(frozen=True, slots=True)
class Serie:
    """Un indicateur au fil des années d'une convention, de la première à la dernière commencée."""

    indicateur: Indicateur
    definition: Definition
    annees: list[Annee] = field(default_factory=list)

    @property
    def a_des_details(self) -> bool:
        return any(annee.detail for annee in self.annees)

    @property
    def derniere(self) -> Annee | None:
        return self.annees[-1] if self.annees else None

    @property
    def precedente(self) -> Annee | None:
        return self.annees[-2] if len(self.annees) > 1 else None


def series(
    convention: Convention, *, le: dt.date, engagements=None, disp=None, annees=None, premiers=False
) -> list[Serie]:
    """Une série par indicateur de la convention, dans l'ordre, en un nombre constant de requêtes.

    `engagements` : ceux-là seulement ; `disp` : clé primaire d'un territoire ; `annees` : celles-là
    seulement ; `premiers` : le premier indicateur de chaque engagement, sans calculer les autres.
    Une année pas encore commencée à `le` n'y est pas ; l'année en cours s'arrête à `le`.
    """
    siens = Indicateur.objects.filter(engagement__categorie__convention=convention)
    if engagements is not None:
        siens = siens.filter(engagement__in=engagements)
    siens = siens.select_related("engagement__categorie").prefetch_related("cibles", "releves")
    ordre = siens.order_by("engagement__categorie__numero", "engagement__rang", "rang")
    if premiers:
        ordre = [next(les_siens) for _, les_siens in groupby(ordre, attrgetter("engagement_id"))]
    voulues = annees_commencees(convention, le)
    if annees is not None:
        voulues = [annee for annee in voulues if annee in annees]
    fenetres = {annee: fenetre(convention, annee, le=le, disp=disp) for annee in voulues}
    donnees = Donnees(convention, fenetres.values())
    return [_serie(i, REGISTRE[i.code], fenetres, donnees, le) for i in ordre]


def annees_commencees(convention: Convention, le: dt.date) -> list[int]:
    """Les années de la convention dont le premier jour est venu."""
    return [a for a in convention.annees() if convention.periode(a)[0] <= le]


def fenetre(convention: Convention, annee: int, *, le: dt.date, disp=None) -> Fenetre:
    """L'année de convention, arrêtée à `le` si elle n'est pas finie."""
    debut, fin = convention.periode(annee)
    return Fenetre(debut, min(fin, le), disp)


def mesurer(donnees: Donnees, f: Fenetre) -> dict[str, Annee]:
    """Tous les indicateurs calculés, sur une fenêtre, par code."""
    return {
        code: Annee(definition, f.debut.year, f, definition.calculer(donnees, f), None, False)
        for code, definition in REGISTRE.items()
    }


def _serie(indicateur, definition, fenetres, donnees, le):
    cibles = {cible.annee: cible.valeur for cible in indicateur.cibles.all()}
    annees = []
    for annee, f in fenetres.items():
        mesure = definition.calculer(donnees, f)
        if definition.se_saisit and not mesure.connue and f.disp is None:
            mesure = _saisie(indicateur, annee)
        fin = donnees.convention.periode(annee)[1]
        annees.append(Annee(definition, annee, f, mesure, cibles.get(annee), f.fin < fin))
    return Serie(indicateur, definition, annees)


def _saisie(indicateur, annee):
    """Le relevé de l'année : celui des deux associations s'il est le même, sinon les deux."""
    releves = [r for r in indicateur.releves.all() if r.annee == annee]
    if not releves:
        return RIEN
    valeurs = {r.valeur for r in releves}
    detail = tuple(
        (f"{Association(r.association).label} ({r.source})", f"{r.valeur:g}") for r in releves
    )
    commune = float(valeurs.pop()) if len(valeurs) == 1 else None
    return Mesure(commune, detail=detail, texte="" if commune is not None else "deux valeurs")
