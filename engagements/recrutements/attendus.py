"""Ce que ce sujet attend de quelqu'un : ses recherches en retard, ses candidats sans nouvelle."""

import datetime as dt

from django.db.models import Count, Max, Q

from engagements.attendus import Attendu
from engagements.models import Candidat, Recrutement

SANS_NOUVELLE = dt.timedelta(days=30)


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Les miennes, et celles dont plus personne n'est responsable ; une requête."""
    if not utilisateur.droits.peut_saisir:
        return []
    miennes = Recrutement.objects.modifiables_par(utilisateur).filter(
        Q(responsable=utilisateur) | Q(responsable=None) | Q(responsable__is_active=False)
    )
    dort = ~Q(candidats__etape__in=Candidat.ARRIVES)
    dort &= Q(candidats__depuis_le__lte=le - SANS_NOUVELLE)
    miennes = miennes.select_related("etablissement").annotate(
        dorment=Count("candidats", filter=dort), dernier=Max("candidats__depuis_le", filter=dort)
    )
    a_voir = miennes.filter(Q(echeance__lt=le) | Q(dorment__gt=0)).order_by("echeance", "pk")
    return [attendu for recrutement in a_voir for attendu in _de(recrutement, le)]


def _de(recrutement, le):
    if recrutement.echeance < le:
        yield Attendu(
            recrutement.echeance,
            f"Recherche en retard ({recrutement}) : la date prévue,"
            f" le {recrutement.echeance:%d/%m/%Y}, est passée.",
            recrutement.get_absolute_url(),
        )
    if n := recrutement.dorment:
        candidats = "Un candidat" if n == 1 else f"{n} candidats"
        yield Attendu(
            recrutement.dernier + SANS_NOUVELLE,
            f"{candidats} sans nouvelle depuis 30 jours ({recrutement}).",
            recrutement.get_absolute_url(),
        )
