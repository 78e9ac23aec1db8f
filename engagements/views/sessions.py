"""Une session : l'annoncer, la changer, l'annuler, noter qui est venu."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from benevoles.views.saisie import ouvrir, repondre
from engagements.formations.agenda import agenda
from engagements.formations.places import inscrits
from engagements.forms.formations import (
    AnnulationForm,
    PresenceForm,
    SessionCorrectionForm,
    SessionForm,
)
from engagements.models import Formation, Inscription, Session
from engagements.tableaux import INSCRITS
from partenariat.acces import membres, pilotage


@membres
def session(request, pk):
    """Quand, où, combien de places ; et les inscrits que ce compte a le droit de lire."""
    maintenant = timezone.now()
    ligne = _ligne(request, pk)
    places, attente = _lisibles(request, ligne.session)
    contexte = {
        "ligne": ligne,
        "session": ligne.session,
        "places": places,
        "attente": attente,
        "a_venir": ligne.session.est_a_venir(maintenant),
        "commencee": ligne.session.debut <= maintenant,
        "modifiable": Session.objects.modifiables_par(request.user).filter(pk=pk).exists(),
    }
    return render(request, "formations/session.html", contexte)


@membres
def session_export(request, pk, format):
    """Les inscrits que ce compte a le droit de lire."""
    session = _ligne(request, pk).session
    places, attente = _lisibles(request, session)
    exportees = [*((i, 0) for i in places), *((i, n) for n, i in attente)]
    return INSCRITS.telecharger(request, exportees, format=format, precision=str(session))


def _ligne(request, pk):
    sessions = Session.objects.visibles_par(request.user).filter(pk=pk)
    lignes = agenda(sessions, request.user, maintenant=timezone.now())
    if not lignes:
        raise Http404
    return lignes[0]


def _lisibles(request, session):
    """(ceux qui ont une place, ceux qui attendent et leur rang), que ce compte peut lire."""
    visibles = Inscription.objects.visibles_par(request.user).filter(session=session)
    lisibles = set(visibles.values_list("pk", flat=True))
    places, attente = inscrits(session)
    return (
        [i for i in places if i.pk in lisibles],
        [(n, i) for n, i in enumerate(attente, start=1) if i.pk in lisibles],
    )


@pilotage
def session_nouvelle(request, pk):
    formation = get_object_or_404(Formation.objects.modifiables_par(request.user), pk=pk)
    return repondre(
        request,
        ouvrir(request, SessionForm, instance=Session(formation=formation)),
        dire=_annoncee,
        suite=lambda s: s.get_absolute_url(),
        titre="Annoncer une session",
        explication=f"{formation}. Les responsables de l’autre association en sont avisés aussitôt,"
        " sauf si vous la réservez à la vôtre.",
        bouton="Annoncer la session",
        retour=formation.get_absolute_url(),
    )


def _annoncee(session):
    if session.fermeture:
        return f"La session est annoncée, {session.reserve}."
    return "La session est annoncée, et signalée à l’autre association."


@pilotage
def session_modification(request, pk):
    session = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, SessionCorrectionForm, instance=session),
        dire=lambda s: "La session est modifiée ; les inscrits sont prévenus si elle change.",
        titre="Modifier la session",
        explication=str(session),
        bouton="Enregistrer",
        fil=_fil(session),
        retour=session.get_absolute_url(),
    )


@pilotage
def session_annulation(request, pk):
    session = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, AnnulationForm, instance=session),
        dire=lambda s: "La session est annulée ; les inscrits sont prévenus.",
        titre="Annuler la session",
        explication=f"{session}. Les personnes inscrites recevront un courriel.",
        bouton="Annuler cette session",
        danger=True,
        fil=_fil(session),
        retour=session.get_absolute_url(),
    )


@pilotage
def session_presence(request, pk):
    session = _modifiable(request, pk)
    if session.debut > timezone.now():
        raise Http404
    return repondre(
        request,
        ouvrir(request, PresenceForm, instance=session),
        dire=lambda s: "La présence est notée : chacun peut télécharger son attestation.",
        titre="Qui était présent ?",
        explication=str(session),
        bouton="Enregistrer la présence",
        gabarit="formations/presence",
        fil=_fil(session),
        retour=session.get_absolute_url(),
    )


def _fil(session):
    return [("/formations/", "Formations"), (session.get_absolute_url(), session.formation.titre)]


def _modifiable(request, pk):
    """Une session maintenue, organisée par l'association de ce compte."""
    sessions = Session.objects.modifiables_par(request.user).maintenues()
    return get_object_or_404(sessions.select_related("formation", "disp"), pk=pk)
