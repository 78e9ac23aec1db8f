"""Reconnaître une personne dans les deux listes : une fiche commune, ou deux qui se ressemblent.

Chaque association n'en apprend qu'une chose, et de ses propres adhérents : qui n'est encore que
chez elle. Ni la fiche d'en face, ni la coordonnée qui a servi ne sortent d'ici.

Une fiche créée ou corrigée depuis moins de `ATTENTE` n'est pas encore comparée : taper l'adresse de
quelqu'un ne dit donc pas sur-le-champ s'il est membre de l'autre association, et la fiche garde qui
l'a corrigée.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import CharField
from django.db.models.functions import Cast

from benevoles.models import Adhesion, Benevole
from engagements.adhesions.empreintes import Fiche, cle, empreintes
from partenariat.models import Association

ATTENTE = dt.timedelta(days=30)
# Le téléphone en texte brut : un objet par numéro coûterait dix fois le reste.
TELEPHONE = Cast("telephone", CharField())
CHAMPS = ("modifie_le", "pk", "prenom", "courriel", TELEPHONE, "commune", "recherche", "jumelle")


def personnes(*, maintenant: dt.datetime) -> dict[int, int]:
    """Par fiche d'adhérent, présent ou passé, qui a une jumelle : celle qui désigne la personne,
    la plus ancienne des siennes.

    Une association tient en mémoire, l'autre défile : un million de fiches prend moins de 300 Mo.
    """
    une, autre = Association
    porteurs, designee = defaultdict(tuple), {}
    for trait, pk in _traits(une, maintenant - ATTENTE):
        porteurs[trait] += (pk,)
    for trait, pk in _traits(autre, maintenant - ATTENTE):
        for jumelle in porteurs.get(trait, ()):
            if jumelle != pk:
                _unir(designee, jumelle, pk)
    return {pk: _racine(designee, pk) for pk in designee}


def _traits(association, avant):
    """(ce qui reconnaît une fiche, sa clé) de chaque fiche d'adhérent de l'association."""
    secret, adhesions = cle(), Adhesion.objects.filter(association=association).order_by()
    fiches = Benevole.objects.filter(pk__in=adhesions.values("benevole")).order_by()
    for modifiee_le, *champs in fiches.values_list(*CHAMPS).iterator():
        fiche = Fiche(*champs)
        if fiche.jumelle:  # reconnues avant que l'une ou l'autre soit effacée
            yield fiche.jumelle, fiche.pk
        if modifiee_le is None or modifiee_le <= avant:
            for empreinte in empreintes(fiche, secret):
                yield empreinte, fiche.pk


def _unir(designee, une, autre):
    racines = [_racine(designee, pk) for pk in (une, autre)]
    for racine in racines:
        designee[racine] = min(racines)


def _racine(designee, pk):
    while designee.setdefault(pk, pk) != pk:
        pk = designee[pk]
    return pk
