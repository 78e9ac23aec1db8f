"""De quelles associations quelqu'un est-il ? Adhésion, affectation, mandat ou rôle, ce jour-là."""

import datetime as dt
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db.models import F

from benevoles.models import Adhesion, Affectation, Fonction, Mandat, Role
from partenariat.models import Association


def associations_de(benevoles, *, le: dt.date) -> dict[int, set[Association]]:
    """Par personne, ses associations ; en quatre requêtes, quel que soit leur nombre."""
    trouvees = defaultdict(set)
    siennes = {"benevole__in": benevoles}
    adhesions = Adhesion.objects.en_cours(le=le).filter(**siennes)
    for qui, association in adhesions.values_list("benevole", "association"):
        trouvees[qui].add(Association(association))
    affectations = Affectation.objects.en_cours(le=le).filter(**siennes)
    for qui, fonction in affectations.values_list("benevole", "fonction"):
        trouvees[qui].add(Fonction(fonction).association)
    mandats = Mandat.objects.en_cours(le=le).filter(**siennes)
    for qui in mandats.values_list("benevole", flat=True):
        trouvees[qui].add(Association.ANVP)
    roles = Role.objects.en_cours(le=le).filter(utilisateur__benevole__in=benevoles)
    couples = roles.exclude(association="").annotate(qui=F("utilisateur__benevole"))
    for qui, association in couples.values_list("qui", "association"):
        trouvees[qui].add(Association(association))
    return trouvees


def association_du_compte(utilisateur, *, le: dt.date) -> Association | None:
    """Celle au nom de laquelle ce compte répond : son rôle, sinon sa fiche."""
    droits = utilisateur.droits
    if droits.association or not droits.benevole:
        return droits.association
    siennes = associations_de([droits.benevole], le=le)[droits.benevole]
    return min(siennes, default=None)


def au_titre_de(session, benevole, *, le: dt.date) -> Association:
    """L'association au titre de laquelle cette personne s'inscrit à cette session."""
    siennes = associations_de([benevole.pk], le=le)[benevole.pk]
    if not siennes:
        raise ValidationError(f"{benevole} n’est membre d’aucune des deux associations.")
    organise = Association(session.formation.association)
    return organise if organise in siennes else min(siennes)
