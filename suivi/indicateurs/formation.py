"""Catégorie 5, formation : s'informer, ouvrir, réfléchir ensemble."""

from statistics import median

from django.utils.timezone import localdate

from engagements.models import Reunion
from suivi.indicateurs.registre import RIEN, Mesure, Unite, indicateur, nombre, part

SESSIONS = "sessions de formation de l’application"


@indicateur(
    "formations-signalees",
    "sessions signalées à l’autre association",
    unite=Unite.POUR_CENT,
    source=SESSIONS,
    sens="hausse",
)
def formations_signalees(donnees, f):
    """Sessions de la période dont l’autre association a été avisée."""
    siennes = _sessions(donnees, f)
    return part(sum(bool(signalee) for *_, signalee in siennes.values()), len(siennes))


@indicateur(
    "delai-de-signalement",
    "délai médian entre l’annonce et la session",
    unite=Unite.JOURS,
    source=SESSIONS,
    sens="hausse",
)
def delai_de_signalement(donnees, f):
    """Jours entre le signalement et la session, pour les sessions de la période."""
    delais = [
        (jour - localdate(signalee)).days
        for jour, *_, signalee in _sessions(donnees, f).values()
        if signalee
    ]
    return Mesure(round(median(delais)), sur=len(delais)) if delais else RIEN


@indicateur(
    "formations-ouvertes",
    "sessions ouvertes aux deux associations",
    unite=Unite.POUR_CENT,
    source=SESSIONS,
    sens="hausse",
)
def formations_ouvertes(donnees, f):
    """Sessions de la période ouvertes à l’autre association."""
    siennes = _sessions(donnees, f)
    return part(sum(ouverte for *_, ouverte, _ in siennes.values()), len(siennes))


@indicateur(
    "places-prises", "places prises par l’autre association", source=SESSIONS, sens="hausse"
)
def places_prises(donnees, f):
    """Présences, dans les sessions de la période, de bénévoles de l’association qui n’organise
    pas."""
    return nombre(len(_croises(donnees, f)))


@indicateur("participants-croises", "personnes formées par l’autre", source=SESSIONS, sens="hausse")
def participants_croises(donnees, f):
    """Personnes différentes qui ont suivi une session de l’autre association."""
    return nombre(len(set(_croises(donnees, f))))


@indicateur(
    "seances-communes",
    "séances de réflexion commune",
    source="réunions notées dans l’application",
    sens="hausse",
)
def seances_communes(donnees, f):
    """Réunions de réflexion commune sur la formation tenues dans la période."""
    return nombre(len(_reflexions(donnees, f)))


@indicateur(
    "themes-couverts",
    "thèmes abordés, sur trois",
    source="réunions notées dans l’application",
    sens="hausse",
)
def themes_couverts(donnees, f):
    """Parmi besoins, pédagogie et financements, ceux qu’une séance de la période a abordés."""
    abordes = {theme for r in _reflexions(donnees, f) for theme in r["themes"]}
    detail = ((theme.label, "abordé") for theme in Reunion.Theme if theme in abordes)
    return Mesure(len(abordes), len(abordes), len(Reunion.Theme), tuple(detail))


@indicateur(
    "recueils-des-besoins",
    "décisions et recueils des besoins",
    source="enquêtes et actions notées pour 5.3",
    sens="hausse",
)
def recueils_des_besoins(donnees, f):
    """Enquêtes ouvertes dans la période, et actions faites pour 5.3."""
    enquetes = sum(map(f.contient, donnees.enquetes)) if f.disp is None else 0
    actions = len(donnees.actions_de("5.3", f))
    return nombre(enquetes + actions, ("enquêtes", enquetes), ("actions", actions))


def _sessions(donnees, f):
    return {
        pk: session
        for pk, session in donnees.sessions.items()
        if f.contient(session[0]) and f.est_ici(session[1])
    }


def _croises(donnees, f):
    """Le bénévole de chaque présence chez l'autre association."""
    siennes = _sessions(donnees, f)
    return [benevole for session, benevole in donnees.presences_croisees if session in siennes]


def _reflexions(donnees, f):
    return donnees.reunions_de(f, genre=Reunion.Genre.FORMATION)
