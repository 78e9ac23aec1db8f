"""Ce que les réunions attendent de quelqu'un : répondre, inviter l'autre, dire qui était là."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q
from django.template.defaultfilters import date as ecrire
from django.utils.timezone import localdate, localtime, make_aware

from engagements.attendus import Attendu
from engagements.models import Convocation, Reunion

RAPPEL = dt.timedelta(days=180)  # au-delà, on ne réclame plus une présence ni un compte rendu


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Quatre requêtes au plus. À minuit près : une réunion du jour attend encore sa réponse."""
    minuit = make_aware(dt.datetime.combine(le, dt.time.min))
    return [
        *_a_repondre(utilisateur, minuit),
        *_a_inviter(utilisateur, minuit),
        *_a_raconter(utilisateur, minuit),
    ]


def _a_repondre(utilisateur, minuit):
    convocations = (
        Convocation.objects.vivantes()
        .de(utilisateur)
        .filter(
            reponse="",
            reunion__annulee_le=None,
            reunion__fin__gt=minuit,
            reunion__invitations_envoyees_le__isnull=False,
        )
    )
    for convocation in convocations.select_related("reunion"):
        reunion = convocation.reunion
        depuis = max(convocation.invitee_le, reunion.invitations_envoyees_le)
        yield _attendu(reunion, depuis, "dites si vous venez")


def _a_inviter(utilisateur, minuit):
    a_venir = Reunion.objects.filter(cree_par=utilisateur).a_venir(maintenant=minuit)
    sans = a_venir.sans_homologue().values("pk")
    for reunion in a_venir.maintenues().filter(Q(invitations_envoyees_le=None) | Q(pk__in=sans)):
        quoi = (
            "l’autre association n’est pas invitée"
            if reunion.invitations_envoyees_le
            else "les invitations ne sont pas parties"
        )
        yield _attendu(reunion, reunion.cree_le, quoi)


def _a_raconter(utilisateur, minuit):
    notees = Convocation.objects.vivantes().filter(reunion=OuterRef("pk"), present__isnull=False)
    tenues = Reunion.objects.filter(cree_par=utilisateur, fin__gt=minuit - RAPPEL)
    tenues = tenues.tenues(maintenant=minuit).annotate(presence=Exists(notees))
    for reunion in tenues.filter(Q(presence=False) | Q(compte_rendu="")).order_by("debut", "pk"):
        quoi = "écrivez le compte rendu" if reunion.presence else "dites qui était là"
        yield _attendu(reunion, reunion.fin, quoi)


def _attendu(reunion, depuis, quoi):
    jour = ecrire(localtime(reunion.debut), "j F Y")
    return Attendu(
        localdate(depuis), f"{reunion.titre}, {jour} : {quoi}.", reunion.get_absolute_url()
    )
