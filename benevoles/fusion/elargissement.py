"""Une fusion ne donne aucun droit : ceux d'un compte, avant et après, aujourd'hui et plus tard.

Un mandat ou une liste tenus par une fiche sans compte passeraient sinon, d'un clic, à un compte qui
ne les avait pas. Ces droits se donnent par leur propre page, jamais par une fusion.
"""

import datetime as dt

from benevoles.droits import droits_le
from benevoles.models import Affectation, Benevole, Mandat
from partenariat.models import Utilisateur

ENSEMBLES = ("disps", "sections", "etablissements_vp", "etablissements_cp", "spips")
UN_JOUR = dt.timedelta(days=1)


def jours_a_verifier(benevoles, le: dt.date) -> list[dt.date]:
    """Aujourd'hui, et chaque jour à venir où ces fiches gagnent ou perdent quelque chose."""
    jours = {le}
    for modele in (Mandat, Affectation):
        bornes = modele.objects.filter(benevole__in=benevoles).values_list("debut", "fin")
        for debut, fin in bornes:
            jours |= {debut, fin + UN_JOUR if fin and fin < dt.date.max else debut}
    return sorted(jour for jour in jours if jour >= le)


def droits_des_comptes(comptes, jours) -> dict:
    """Les droits de chacun de ces comptes, à chacun de ces jours."""
    relus = Utilisateur.objects.filter(pk__in=comptes)
    return {(compte.pk, jour): droits_le(compte, le=jour) for compte in relus for jour in jours}


def elargit(avant, apres) -> bool:
    """Ce compte peut-il, après, quelque chose qu'il ne pouvait pas avant ?"""
    return (
        any(getattr(apres, nom) - getattr(avant, nom) for nom in ENSEMBLES)
        or (apres.direction, apres.delegation, apres.technique)
        != (avant.direction, avant.delegation, avant.technique)
        or (apres.benevole is not None and avant.benevole is None)
    )


def demandes_decouvertes(conserve: Benevole, absorbe: Benevole, compte) -> bool:
    """Le compte qui reste verrait-il des demandes proposées à l'autre fiche ?"""
    if compte is None:
        return False
    autres = [b for b in (conserve, absorbe) if b.utilisateur_id != compte]
    return any(autre.propositions.exists() for autre in autres)
