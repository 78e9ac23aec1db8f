"""Qui n'est encore que d'une association : ses propres adhérents, et leur réponse."""

import datetime as dt

from django.db.models import F, Prefetch, QuerySet

from benevoles.models import Adhesion, Benevole
from engagements.adhesions.rapprochement import doubles, heure, membres, personnes
from engagements.models import Incitation
from partenariat.memoire import tant_que_rien_ne_change
from partenariat.models import Association


def adherents(utilisateur, *, le: dt.date) -> QuerySet[Benevole]:
    """Les adhérents de sa propre association, dans son périmètre."""
    return Benevole.objects.adherents_visibles_par(utilisateur, le=le)


def d_une_seule(utilisateur, *, le: dt.date, maintenant: dt.datetime) -> QuerySet[Benevole]:
    """Ceux d'entre eux dont rien ne dit qu'ils sont aussi membres de l'autre association.

    `dernieres` : leur réponse qui vaut, à défaut la dernière retirée.
    """
    seuls = adherents(utilisateur, le=le).exclude(pk__in=fiches_doubles(le, heure(maintenant)))
    return seuls.select_related("departement").prefetch_related(_reponses(utilisateur))


@tant_que_rien_ne_change
def fiches_doubles(le: dt.date, maintenant: dt.datetime) -> list[int]:
    """Les fiches des membres des deux associations ce jour-là, d'un côté comme de l'autre."""
    du_jour = membres(Adhesion.objects.en_cours(le=le))
    designee = personnes(du_jour, maintenant=maintenant)
    deux = doubles(du_jour, designee, le=le)
    return sorted(fiche for fiche, personne in designee.items() if personne in deux)


def _reponses(utilisateur):
    vers = Association(utilisateur.droits.association).autre
    reponses = Incitation.objects.filter(vers=vers).select_related("benevole__utilisateur")
    ordre = reponses.order_by(F("retiree_le").desc(nulls_first=True), "-pk")
    return Prefetch("incitations", ordre, to_attr="dernieres")
