"""Ce que la formation attend de quelqu'un : noter une présence, répondre à une enquête."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.timezone import localdate, make_aware

from engagements.attendus import Attendu
from engagements.models import Enquete, Inscription, Session


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Deux requêtes, qui que ce soit."""
    if not utilisateur.droits.est_membre:
        return []
    return [*_presences(utilisateur, le), *_enquetes(utilisateur, le)]


def _presences(utilisateur, le):
    """Les sessions finies de son association, sur son territoire, sans présence notée."""
    droits = utilisateur.droits
    ou = Q() if droits.est_direction else Q(disp__in=droits.disps)
    vivantes = Inscription.objects.vivantes().filter(session=OuterRef("pk"))
    finies = (
        Session.objects.modifiables_par(utilisateur)
        .maintenues()
        .filter(ou, Exists(vivantes), fin__lt=make_aware(dt.datetime.combine(le, dt.time.min)))
        .exclude(Exists(vivantes.filter(present__isnull=False)))
    )
    return [
        Attendu(
            localdate(session.fin),
            f"Formation « {session} » : notez qui était présent.",
            reverse("session_presence", args=[session.pk]),
        )
        for session in finies.select_related("formation").order_by("fin")
    ]


def _enquetes(utilisateur, le):
    ouvertes = Enquete.objects.en_cours(le=le).exclude(participations__compte=utilisateur)
    return [
        Attendu(e.debut, f"Besoins de formation : répondez à « {e} ».", e.get_absolute_url())
        for e in ouvertes.order_by("debut")
    ]
