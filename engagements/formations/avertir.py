"""Qui l'on prévient d'une session : l'autre association, les inscrits, qui gagne une place."""

import datetime as dt

from django.utils.timezone import localdate

from benevoles.models import Role
from benevoles.models.roles import Genre
from engagements.annonces import Destinataire, annoncer
from engagements.models import Nature, Session
from partenariat.models import Association, Utilisateur


def signaler(session, *, maintenant: dt.datetime) -> None:
    """Une session ouverte s'annonce une fois à l'autre association (indicateur 5.1)."""
    if session.fermeture or session.signalee_le:
        return
    autre = Association(session.formation.association).autre
    trouves = responsables(autre, le=localdate(maintenant))
    annoncer(session, Nature.FORMATION, trouves, maintenant=maintenant)
    session.signalee_le = maintenant
    Session.objects.filter(pk=session.pk).update(signalee_le=maintenant)


def prevenir_les_inscrits(session, nature: Nature, *, maintenant: dt.datetime) -> None:
    """La session a changé ou n'aura pas lieu : chacun des inscrits, file comprise."""
    inscriptions = session.inscriptions.vivantes().select_related("benevole__utilisateur")
    le = localdate(maintenant)
    trouves = [d for i in inscriptions for d in _de(i, le)]
    annoncer(session, nature, trouves, maintenant=maintenant)


def annoncer_les_places(session, inscriptions, *, le: dt.date, maintenant: dt.datetime) -> None:
    for inscription in inscriptions:
        annoncer(
            session,
            Nature.PLACE,
            _de(inscription, le),
            maintenant=maintenant,
            evenement=f"i{inscription.pk}",
        )


def responsables(association, *, le: dt.date) -> list[Destinataire]:
    """Les directions et les délégués de cette association, ce jour-là."""
    roles = Role.objects.en_cours(le=le).filter(
        association=association, genre__in=[Genre.DIRECTION, Genre.DELEGUE]
    )
    comptes = Utilisateur.objects.filter(pk__in=roles.values("utilisateur"), is_active=True)
    return [Destinataire(compte, compte.email) for compte in comptes]


def _de(inscription, le):
    """La personne ; sans compte ni adresse, les responsables de son association."""
    benevole = inscription.benevole
    compte = benevole.utilisateur
    if compte and compte.is_active:
        return [Destinataire(compte, compte.email)]
    if benevole.courriel:
        return [Destinataire(None, benevole.courriel)]
    return responsables(inscription.association, le=le)
