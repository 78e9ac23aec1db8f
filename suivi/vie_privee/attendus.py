"""Ce que la vie privée attend de quelqu'un : départs à vérifier, demandes sans réponse."""

import datetime as dt

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Benevole
from engagements.attendus import Attendu
from partenariat.conservation import PREAVIS
from suivi.models import DemandeDePersonne


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Une ligne pour tous les départs ; une par demande, pour sa direction."""
    return [*_departs(utilisateur), *_demandes(utilisateur)]


def _departs(utilisateur):
    if not utilisateur.droits.peut_saisir:
        return
    prevus = Benevole.objects.visibles_par(utilisateur).exclude(effacement_prevu_le=None)
    prevus = prevus.exclude(utilisateur=utilisateur).order_by()
    n, premier = prevus.aggregate(n=Count("pk"), premier=Min("effacement_prevu_le")).values()
    if n:
        qui = "Une personne partie sera effacée" if n == 1 else f"{n} personnes parties : la"
        suite = "" if n == 1 else " première sera effacée"
        yield Attendu(
            premier - dt.timedelta(days=PREAVIS),
            f"{qui}{suite} le {premier:%d/%m/%Y}. À vérifier avant.",
            reverse("effacements"),
        )


def _demandes(utilisateur):
    association = utilisateur.droits.direction
    if not association:
        return
    attendent = DemandeDePersonne.objects.en_attente().filter(association=association)
    for demande in attendent.select_related("compte").order_by("faite_le"):
        yield Attendu(
            localdate(demande.faite_le),
            f"{demande.compte} demande : {demande.get_nature_display()}."
            f" Réponse due avant le {demande.echeance:%d/%m/%Y}.",
            demande.get_absolute_url(),
        )
