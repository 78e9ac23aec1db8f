"""Les sessions à venir, pour quelqu'un : combien de places, et peut-il s'y inscrire ?"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.timezone import localdate

from engagements.formations.appartenance import associations_de
from engagements.models import Inscription, Session


@dataclass(frozen=True, kw_only=True)
class LigneDAgenda:
    """Une session (annotée de `inscrits`), et où en est la personne qui regarde."""

    session: Session
    inscription: Inscription | None
    rang: int
    permise: bool

    @property
    def libres(self) -> int:
        return max(0, self.session.places - self.session.inscrits)

    @property
    def attente(self) -> int:
        return max(0, self.session.inscrits - self.session.places)

    @property
    def a_une_place(self) -> bool:
        return bool(self.inscription) and self.rang <= self.session.places

    @property
    def rang_d_attente(self) -> int:
        return self.rang - self.session.places

    @property
    def peut_s_inscrire(self) -> bool:
        return self.permise and self.inscription is None


def agenda(sessions, utilisateur, *, maintenant: dt.datetime) -> list[LigneDAgenda]:
    """Ces sessions, en un nombre constant de requêtes."""
    sessions = list(sessions.select_related("formation", "disp").avec_inscrits())
    qui = utilisateur.droits.benevole
    siennes = associations_de([qui], le=localdate(maintenant))[qui] if qui else set()
    miennes = _inscriptions(sessions, qui) if qui else {}
    return [_ligne(s, miennes.get(s.pk, (None, 0)), siennes, maintenant) for s in sessions]


def _ligne(session, mienne, associations, maintenant):
    inscription, rang = mienne
    permise = session.est_a_venir(maintenant) and any(map(session.ouverte_a, associations))
    return LigneDAgenda(session=session, inscription=inscription, rang=rang, permise=permise)


def _inscriptions(sessions, qui):
    """Par session, l'inscription de cette personne et son rang."""
    vivantes = Inscription.objects.vivantes().filter(session__in=[s.pk for s in sessions])
    files = defaultdict(list)
    for inscription in vivantes.filter(session__inscriptions__benevole=qui).distinct():
        files[inscription.session_id].append(inscription)
    return {
        session: (inscription, rang)
        for session, file in files.items()
        for rang, inscription in enumerate(file, start=1)
        if inscription.benevole_id == qui
    }
