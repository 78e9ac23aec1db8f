"""Toutes les sessions et leurs participants, en un tableau qui se reprend tel quel."""

from django.db.models import Prefetch

from benevoles.telechargements import Tableau
from engagements.formations.colonnes import PRESENCES, TITRES, de_la_session
from engagements.models import Inscription, Session


def participations(lecteur):
    """(session, inscription que ce compte peut lire ou None) ; deux requêtes."""
    lisibles = Inscription.objects.visibles_par(lecteur).vivantes().select_related("benevole")
    sessions = (
        Session.objects.visibles_par(lecteur).maintenues().select_related("formation", "disp")
    )
    sessions = sessions.prefetch_related(Prefetch("inscriptions", lisibles, to_attr="lues"))
    for session in sessions.order_by("debut", "pk"):
        for inscription in session.lues or [None]:
            yield session, inscription


def _rangee(ligne):
    s, inscription = ligne
    ouverte_a = s.reserve or s.get_fermeture_display()
    return [*de_la_session(s), ouverte_a, *_participant(inscription)]


def _participant(inscription):
    if inscription is None:
        return [""] * 6
    return [
        inscription.benevole_id,
        inscription.benevole.nom,
        inscription.benevole.prenom,
        inscription.get_association_display(),
        PRESENCES[inscription.present],
        inscription.heures,
    ]


PARTICIPATIONS = Tableau(
    "Sessions et participants",
    "sessions-et-participants",
    tuple(TITRES.values()),
    _rangee,
    personnel=True,
)
