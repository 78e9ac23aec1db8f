"""Ce qui attend une direction ou un délégué : accepter une information, revoir une des siennes."""

import datetime as dt

from django.urls import reverse
from django.utils.timezone import localdate

from engagements.attendus import Attendu
from engagements.models import Publication


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Deux requêtes : celles à accepter, et les siennes que l'autre a renvoyées."""
    a_accepter = Publication.objects.acceptables_par(utilisateur).filter(proposee_le__date__lte=le)
    renvoyees = Publication.objects.modifiables_par(utilisateur).renvoyees()
    return [
        *(_attendu(p, p.proposee_le, f"Accepter ou renvoyer « {p} »") for p in a_accepter),
        *(_attendu(p, p.modifie_le or p.cree_le, f"Revoir « {p} »") for p in renvoyees),
    ]


def _attendu(publication, depuis, phrase):
    return Attendu(localdate(depuis), phrase, reverse("publication", args=[publication.pk]))
