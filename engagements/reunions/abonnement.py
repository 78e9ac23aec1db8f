"""Le flux d'agenda d'un compte : son adresse secrète, ce qu'il contient."""

import datetime as dt

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils.crypto import constant_time_compare, salted_hmac

from engagements.models import AbonnementAgenda, Convocation, Inscription, Reunion, Session
from engagements.reunions.agenda import Evenement, evenement
from partenariat.models import Utilisateur

PASSE = dt.timedelta(days=365)  # ce que l'agenda garde derrière lui
ANNULE = dt.timedelta(days=30)  # le temps que chaque agenda apprenne l'annulation
LECTURE = dt.timedelta(days=1)  # on ne note pas plus d'une lecture par jour
VENUS = [Convocation.Reponse.ATTENDUE, Convocation.Reponse.ACCEPTE]


def jeton(abonnement: AbonnementAgenda) -> str:
    """Il ne se déduit pas de la base seule : il y faut le secret de l'application."""
    return f"{abonnement.pk}-{_signature(abonnement)}"


def _signature(abonnement):
    return salted_hmac("engagements.agenda", abonnement.tirage.hex, algorithm="sha256").hexdigest()[
        :40
    ]


def abonnement_du_jeton(recu: str) -> AbonnementAgenda | None:
    """L'abonnement que ce jeton ouvre ; None s'il est faux, révoqué, ou d'un compte fermé."""
    numero, _, signature = recu.partition("-")
    if not (numero.isascii() and numero.isdecimal() and len(numero) < 15):
        return None
    trouve = AbonnementAgenda.objects.select_related("compte").filter(pk=numero).first()
    if trouve is None or not constant_time_compare(signature, _signature(trouve)):
        return None
    return trouve if trouve.compte.is_active else None


def noter_la_lecture(abonnement, *, maintenant: dt.datetime) -> None:
    ancienne = Q(lu_le=None) | Q(lu_le__lte=maintenant - LECTURE)
    AbonnementAgenda.objects.filter(ancienne, pk=abonnement.pk).update(lu_le=maintenant)


def evenements(compte: Utilisateur, *, maintenant: dt.datetime) -> list[Evenement]:
    """Ses réunions et ses formations, les annulées de moins d'un mois comprises : deux requêtes."""
    garde = Q(annulee_le=None) | Q(annulee_le__gt=maintenant - ANNULE)
    depuis = maintenant - PASSE
    convoque = Convocation.objects.vivantes().de(compte).filter(reponse__in=VENUS)
    reunions = Reunion.objects.filter(
        garde, pk__in=convoque.values("reunion"), fin__gt=depuis
    ).filter(Q(invitations_envoyees_le__isnull=False) | Q(cree_par=compte))
    sessions = Session.objects.filter(
        garde, pk__in=_places(compte).values("session"), fin__gt=depuis
    )
    objets = [*reunions, *sessions.select_related("formation")]
    return [evenement(objet) for objet in sorted(objets, key=lambda o: (o.debut, o.uid))]


def _places(compte):
    """Ses inscriptions qui ont une place : les premières, dans l'ordre des inscriptions."""
    avant = (
        Inscription.objects.vivantes()
        .filter(session=OuterRef("session"))
        .filter(
            Q(inscrite_le__lt=OuterRef("inscrite_le"))
            | Q(inscrite_le=OuterRef("inscrite_le"), pk__lte=OuterRef("pk"))
        )
    )
    rang = avant.order_by().values("session").annotate(n=Count("pk")).values("n")
    siennes = Inscription.objects.vivantes().filter(benevole__utilisateur=compte)
    return siennes.annotate(rang=Subquery(rang)).filter(rang__lte=F("session__places"))


def derniere_modification(abonnement: AbonnementAgenda) -> dt.datetime:
    """Le dernier fait qui a pu changer ce flux, ce qui en sort compris : trois requêtes."""
    compte = abonnement.compte
    convocations = Convocation.objects.de(compte)
    inscriptions = Inscription.objects.filter(benevole__utilisateur=compte)
    voisines = Inscription.objects.filter(session__in=inscriptions.values("session"))
    lus = [
        *convocations.order_by()
        .aggregate(
            *map(Max, ("invitee_le", "retiree_le", "repondue_le")),
            *(Max(f"reunion__{nom}") for nom in ("modifie_le", "annulee_le", "cree_le")),
        )
        .values(),
        *inscriptions.order_by()
        .aggregate(
            *(Max(f"session__{nom}") for nom in ("modifie_le", "annulee_le")),
        )
        .values(),
        *voisines.order_by().aggregate(*map(Max, ("inscrite_le", "desistee_le"))).values(),
    ]
    return max([abonnement.cree_le, *filter(None, lus)])
