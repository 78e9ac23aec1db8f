"""Qui n'est encore que d'une association : ses propres adhérents, et leur réponse."""

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from benevoles.models import Adhesion, Benevole
from engagements.adhesions.jumelles import adhesions_des, jumelles
from engagements.models import Incitation
from partenariat.models import Association


def adherents(utilisateur, *, le: dt.date) -> QuerySet[Benevole]:
    """Les adhérents de sa propre association, dans son périmètre."""
    return Benevole.objects.adherents_visibles_par(utilisateur, le=le)


def d_une_seule(utilisateur, *, le: dt.date, maintenant: dt.datetime) -> QuerySet[Benevole]:
    """Ceux d'entre eux dont rien ne dit qu'ils sont aussi membres de l'autre association.

    `dernieres` : leur réponse qui vaut, à défaut la dernière retirée.
    """
    autre = Association(utilisateur.droits.association).autre
    ailleurs = Adhesion.objects.en_cours(le=le).filter(association=autre, benevole=OuterRef("pk"))
    seuls = adherents(utilisateur, le=le).exclude(Exists(ailleurs))
    seuls = seuls.exclude(pk__in=jumelles_doubles(le, maintenant))
    return seuls.select_related("departement").prefetch_related(_reponses(utilisateur))


def jumelles_doubles(le: dt.date, maintenant: dt.datetime) -> list[int]:
    """Les fiches jumelles dont la personne est membre des deux associations ce jour-là."""
    connues, de = jumelles(maintenant), defaultdict(set)
    en_cours = adhesions_des(connues).en_cours(le=le)
    for fiche, association in en_cours.values_list("benevole_id", "association"):
        de[connues[fiche]].add(association)
    return sorted(pk for pk, qui in connues.items() if len(de[qui]) == len(Association))


def _reponses(utilisateur):
    vers = Association(utilisateur.droits.association).autre
    reponses = Incitation.objects.filter(vers=vers).select_related("benevole__utilisateur")
    ordre = reponses.order_by(F("retiree_le").desc(nulls_first=True), "-pk")
    return Prefetch("incitations", ordre, to_attr="dernieres")
