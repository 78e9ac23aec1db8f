"""Les places et la file d'attente : le rang suit l'ordre d'inscription, la file avance seule.

Tout ce qui change qui a une place verrouille d'abord la session : deux inscriptions à la même
seconde attendent leur tour, et aucune ne perd son rang.
"""

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from engagements.formations.appartenance import au_titre_de
from engagements.formations.avertir import annoncer_les_places
from engagements.models import Inscription, Session


class Inscrits(NamedTuple):
    """Ceux qui ont une place, puis ceux qui attendent, dans l'ordre."""

    places: list[Inscription]
    attente: list[Inscription]


def inscrits(session) -> Inscrits:
    vivantes = session.inscriptions.vivantes().select_related("benevole__utilisateur")
    toutes = list(vivantes)
    return Inscrits(toutes[: session.places], toutes[session.places :])


def verrouiller(session) -> Session:
    """La session relue, tenue jusqu'à la fin de la transaction."""
    sessions = Session.objects.select_related("formation").select_for_update(
        of=("self",), no_key=True
    )
    return sessions.get(pk=session.pk)


def inscrire(session, benevole, *, le: dt.date) -> Inscription:
    """Inscrit cette personne à la suite ; lève `ValidationError` si la règle s'y oppose."""
    session = verrouiller(session)
    association = au_titre_de(session, benevole, le=le)
    inscription = Inscription(session=session, benevole=benevole, association=association)
    inscription.full_clean()
    inscription.save()
    return inscription


def desister(inscription, *, maintenant: dt.datetime) -> None:
    """Retire cette personne, et donne sa place à la première qui attend."""
    session = verrouiller(inscription.session)
    if not session.est_a_venir(maintenant):
        raise ValidationError("Cette session a commencé, ou est annulée : on ne s’en retire plus.")
    avant = inscrits(session)
    siennes = Inscription.objects.filter(pk=inscription.pk, desistee_le=None)
    siennes.update(desistee_le=maintenant)
    prevenir_les_gagnants(session, avant, maintenant=maintenant)


def prevenir_les_gagnants(session, avant: Inscrits, *, maintenant: dt.datetime) -> None:
    """Ceux qui attendaient et qui ont désormais une place le savent."""
    attendaient = {inscription.pk for inscription in avant.attente}
    gagnants = [i for i in inscrits(session).places if i.pk in attendaient]
    annoncer_les_places(session, gagnants, le=localdate(maintenant), maintenant=maintenant)


def rang(inscription) -> int:
    """Sa place dans l'ordre d'inscription, à partir de 1."""
    vivantes = inscription.session.inscriptions.vivantes().values_list("pk", flat=True)
    return list(vivantes).index(inscription.pk) + 1
