"""Combien de demandes, en combien de temps, pour quelle réponse : par SPIP, par DISP, en tout.

Tout vient des dates : les demandes réduites comptent comme les autres.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.timezone import localdate, make_aware

from engagements.models import DemandeVisite, Proposition, Reponse, Transmission, Visite
from partenariat.models import Changement

JOURS_GARDES = 8
MASQUE = 5  # un nombre plus petit pourrait désigner quelqu'un : il ne sort pas de l'application


@dataclass
class Nombres:
    """Les demandes d'un ensemble. Délais en jours ; None quand il n'y a rien à mesurer."""

    deposees: int = 0
    avec_accord: int = 0
    avalisees: int = 0
    refusees: int = 0
    en_attente: int = 0
    delais_spip: list[int] = field(default_factory=list)
    delais_visite: list[int] = field(default_factory=list)

    def ajouter_la_reponse(self, fait):
        self.deposees += 1
        self.avalisees += fait.reponse == Reponse.AVAL
        self.refusees += fait.reponse == Reponse.REFUS
        if fait.reponse:
            self.delais_spip.append((fait.repondue - localdate(fait.transmise)).days)

    def ajouter(self, fait):
        self.ajouter_la_reponse(fait)
        self.avec_accord += fait.a_l_accord
        self.en_attente += fait.attend
        if fait.visite:
            self.delais_visite.append((fait.visite - localdate(fait.soumise_le)).days)

    @property
    def delai_spip(self):
        """Médiane, de la première transmission à l'aval ou au refus."""
        return round(median(self.delais_spip)) if self.delais_spip else None

    @property
    def delai_visite(self):
        """Médiane, de l'envoi de la demande à la première rencontre."""
        return round(median(self.delais_visite)) if self.delais_visite else None

    @property
    def part_avalisee(self):
        """Pour cent des réponses, aval et refus."""
        reponses = self.avalisees + self.refusees
        return round(100 * self.avalisees / reponses) if reponses else None


def faits(demandes):
    """Les demandes envoyées, chacune avec les dates qui comptent : une requête."""
    siennes = Transmission.objects.filter(proposition__demande=OuterRef("pk"))
    decision = siennes.filter(reponse__in=[Reponse.AVAL, Reponse.REFUS]).order_by("-repondue_le")
    accords = Proposition.objects.filter(demande=OuterRef("pk"), acceptee_le__isnull=False)
    visites = Visite.objects.filter(proposition__demande=OuterRef("pk")).order_by("le")
    ouverte = Q(close_le=None)
    return (
        demandes.filter(soumise_le__isnull=False)
        .annotate(
            transmise=Subquery(siennes.order_by("transmise_le").values("transmise_le")[:1]),
            reponse=Subquery(decision.values("reponse")[:1]),
            repondue=Subquery(decision.values("jour")[:1]),
            visite=Subquery(visites.values("le")[:1]),
            a_l_accord=Exists(accords),
            attend=Q(ouverte & Exists(siennes.filter(repondue_le=None))),
        )
        .select_related("etablissement__disp", "etablissement__spip")
        .order_by("pk")
    )


def reponses_recentes(*, le: dt.date) -> Nombres:
    """Ce qu'en dit le tableau de bord, gardé tant qu'aucune demande ne change. Une requête."""
    return _reponses_recentes(Changement.objects.des_demandes(), le)


@lru_cache(maxsize=JOURS_GARDES)
def _reponses_recentes(changements, le):
    return reponses(recentes(le=le))


_TRANSMISSION = "propositions__transmissions__"


def reponses(demandes) -> Nombres:
    """Combien de demandes, quelles réponses, quand ; une jointure sans sous-requête."""
    passages = defaultdict(list)
    champs = ("transmise_le", "repondue_le", "jour", "reponse")
    envoyees = demandes.filter(soumise_le__isnull=False).order_by()
    for pk, *passage in envoyees.values_list("pk", *(_TRANSMISSION + champ for champ in champs)):
        passages[pk].append(Passage(*passage))
    resultat = Nombres()
    for siens in passages.values():
        resultat.ajouter_la_reponse(_en_bref(siens))
    return resultat


class Passage(NamedTuple):
    """Un passage au SPIP, ou rien : une demande qui n'y est pas encore allée."""

    transmise: dt.datetime | None
    repondue_le: dt.datetime | None
    repondue: dt.date | None
    reponse: str | None


def _en_bref(passages):
    """La première transmission et la dernière décision, comme `faits` les lit."""
    decisions = [p for p in passages if p.reponse in (Reponse.AVAL, Reponse.REFUS)]
    derniere = max(decisions, key=lambda p: p.repondue_le, default=Passage(*[None] * 4))
    envois = [p.transmise for p in passages if p.transmise]
    return derniere._replace(transmise=min(envois, default=None))


def par_territoire(demandes) -> tuple[dict, dict, Nombres]:
    """(par DISP, par SPIP, total), dans l'ordre des noms."""
    disps, spips, tout = defaultdict(Nombres), defaultdict(Nombres), Nombres()
    for fait in faits(demandes):
        ou = fait.etablissement
        for nombres in (disps[ou.disp], spips[ou.spip], tout):
            nombres.ajouter(fait)
    return _en_ordre(disps), _en_ordre(spips), tout


def de_l_annee(demandes, annee: int):
    """Celles envoyées cette année-là, à l'heure de Paris."""
    return demandes.filter(soumise_le__year=annee)


def recentes(*, le: dt.date):
    """Celles de toute la France, envoyées dans l'année qui finit ce jour."""
    debut, fin = (
        make_aware(dt.datetime.combine(jour, dt.time.min))
        for jour in (le - dt.timedelta(days=364), le + dt.timedelta(days=1))
    )
    return DemandeVisite.objects.filter(soumise_le__gte=debut, soumise_le__lt=fin)


def masquer(rangees: list[list], colonnes) -> list[list]:
    """Remplace les petits nombres de ces colonnes par « moins de 5 ».

    S'il n'y en a qu'un dans une colonne, le plus petit des autres l'est aussi : par différence avec
    un total connu, on le retrouverait.
    """
    masquees = [list(rangee) for rangee in rangees]
    for colonne in colonnes:
        petits = [i for i, r in enumerate(rangees) if 0 < (r[colonne] or 0) < MASQUE]
        if len(petits) == 1:
            autres = [i for i, r in enumerate(rangees) if (r[colonne] or 0) >= MASQUE]
            petits += sorted(autres, key=lambda i: rangees[i][colonne])[:1]
        for i in petits:
            grand = rangees[i][colonne] >= MASQUE
            masquees[i][colonne] = "non communiqué" if grand else f"moins de {MASQUE}"
    return masquees


def _en_ordre(groupes):
    return dict(sorted(groupes.items(), key=lambda groupe: str(groupe[0])))
