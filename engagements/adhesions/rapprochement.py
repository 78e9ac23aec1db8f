"""Reconnaître une personne dans les deux listes : une fiche commune, ou deux qui se ressemblent.

Chaque association n'en apprend qu'une chose, et de ses propres adhérents : qui n'est encore que
chez elle. Ni la fiche d'en face, ni la coordonnée qui a servi ne sortent d'ici.

Une fiche créée ou corrigée depuis moins de `ATTENTE` n'est pas encore comparée : taper l'adresse de
quelqu'un ne dit donc pas sur-le-champ s'il est membre de l'autre association, et la fiche garde qui
l'a corrigée.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from benevoles.models import Adhesion
from engagements.adhesions.empreintes import Fiche, cle, empreintes
from partenariat.models import Association

ATTENTE = dt.timedelta(days=30)
# Le téléphone en texte brut : un objet par numéro coûterait dix fois le reste.
TELEPHONE = Cast("benevole__telephone", CharField())
CHAMPS = ("association", "benevole__modifie_le")
CHAMPS += ("benevole__pk", "benevole__prenom", "benevole__courriel", TELEPHONE)
CHAMPS += ("benevole__commune", "benevole__recherche", "benevole__jumelle")


class Membre(NamedTuple):
    """Une adhésion et la fiche de l'adhérent."""

    association: Association
    modifiee_le: dt.datetime | None
    fiche: Fiche


def membres(adhesions: QuerySet[Adhesion]) -> list[Membre]:
    """Ces adhésions et la fiche de chacune, en une requête."""
    return [
        Membre(Association(association), modifiee_le, Fiche(*fiche))
        for association, modifiee_le, *fiche in adhesions.order_by().values_list(*CHAMPS)
    ]


def personnes(membres: Iterable[Membre], *, maintenant: dt.datetime) -> dict[int, int]:
    """Par fiche, celle qui désigne la personne : la même pour ses fiches des deux associations."""
    designee = {membre.fiche.pk: membre.fiche.pk for membre in membres}
    for fiches in _communes(membres, maintenant - ATTENTE):
        racines = {_racine(designee, pk) for pk in fiches}
        for racine in racines:
            designee[racine] = min(racines)
    return {pk: _racine(designee, pk) for pk in designee}


def _communes(membres, avant):
    """Les fiches qui partagent une empreinte, quand il y en a des deux associations."""
    porteurs, secret, vues = defaultdict(lambda: defaultdict(set)), cle(), {}
    for membre in membres:
        fiche = membre.fiche
        if fiche.jumelle:  # reconnues avant que l'une ou l'autre soit effacée
            porteurs[fiche.jumelle][membre.association].add(fiche.pk)
        if membre.modifiee_le and membre.modifiee_le > avant:
            continue
        if fiche.pk not in vues:
            vues[fiche.pk] = empreintes(fiche, secret)
        for empreinte in vues[fiche.pk]:
            porteurs[empreinte][membre.association].add(fiche.pk)
    return [set.union(*cotes.values()) for cotes in porteurs.values() if len(cotes) > 1]


def _racine(designee, pk):
    while designee[pk] != pk:
        pk = designee[pk]
    return pk
