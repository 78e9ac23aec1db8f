"""Les réunions et les formations au format iCalendar (RFC 5545, 5546 et 7986)."""

import datetime as dt
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.timezone import localtime
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
)

from engagements.models import Reunion, Session

PRODID = "-//Partenariat ANVP AUXILIA//FR"
NOM = "Partenariat ANVP – AUXILIA"


@dataclass(frozen=True)
class Evenement:
    """Une réunion ou une session de formation, telle qu'un agenda la montre."""

    uid: str
    sequence: int
    titre: str
    lieu: str
    debut: dt.datetime
    fin: dt.datetime
    adresse: str
    change_le: dt.datetime
    annule: bool
    organisateur: str


def evenement(objet: Reunion | Session) -> Evenement:
    """Rien que le titre, l'heure, le lieu et l'adresse de la page : ni ordre du jour, ni nom."""
    if isinstance(objet, Reunion):
        titre, lieu = objet.titre, objet.lieu or objet.lien
        organisateur = objet.get_organisateur_display()
    else:
        titre, lieu = f"Formation : {objet.formation}", objet.lieu
        organisateur = objet.formation.get_association_display()
    return Evenement(
        uid=str(objet.uid),
        sequence=objet.sequence,
        titre=titre,
        lieu=lieu,
        debut=objet.debut,
        fin=objet.fin,
        adresse=settings.ADRESSE_DU_SITE + objet.get_absolute_url(),
        change_le=objet.annulee_le or objet.modifie_le or objet.cree_le,
        annule=objet.annulee_le is not None,
        organisateur=organisateur,
    )


def invitation(objet, *, adresse: str, retiree=False) -> bytes:
    """Ce qu'on joint au courriel de cette personne, et d'elle seule : REQUEST, ou CANCEL."""
    annule = retiree or objet.annulee_le is not None
    agenda = _agenda("CANCEL" if annule else "REQUEST")
    ligne = _ligne(evenement(objet), annule=annule)
    convie = vCalAddress(f"mailto:{adresse}")
    convie.params["RSVP"] = "FALSE"  # on répond sur la page, pas par courriel
    convie.params["PARTSTAT"] = "NEEDS-ACTION"
    ligne.add("attendee", convie)
    agenda.add_component(ligne)
    return agenda.to_ical()


def flux(evenements: list[Evenement]) -> bytes:
    """L'agenda d'une personne, à relire de temps en temps (PUBLISH)."""
    agenda = _agenda("PUBLISH")
    agenda.add("x-wr-calname", NOM)
    agenda.add("refresh-interval", dt.timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for un in evenements:
        agenda.add_component(_ligne(un, annule=un.annule))
    return agenda.to_ical()


def _agenda(methode):
    agenda = Calendar()
    agenda.add("prodid", PRODID)
    agenda.add("version", "2.0")
    agenda.add("method", methode)
    agenda.add_component(_heure_de_paris())
    return agenda


def _ligne(un: Evenement, *, annule):
    ligne = Event()
    ligne.add("uid", un.uid)
    ligne.add("sequence", un.sequence)
    ligne.add("dtstamp", un.change_le)
    ligne.add("last-modified", un.change_le)
    ligne.add("dtstart", localtime(un.debut))
    ligne.add("dtend", localtime(un.fin))
    ligne.add("summary", un.titre)
    if un.lieu:
        ligne.add("location", un.lieu)
    ligne.add("url", un.adresse)
    ligne.add("description", f"Détails et réponse : {un.adresse}")
    ligne.add("status", "CANCELLED" if annule else "CONFIRMED")
    ligne.add("organizer", _organisateur(un))
    return ligne


def _organisateur(un):
    """L'expéditeur de nos courriels : les agendas refusent une invitation venue d'un autre."""
    adresse = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    adresse.params["CN"] = un.organisateur
    return adresse


def _heure_de_paris():
    """L'heure d'été européenne, en règles : elle vaut depuis octobre 1996, sans fin."""
    zone = Timezone()
    zone.add("tzid", settings.TIME_ZONE)
    for sorte, nom, mois, heure, avant, apres in (
        (TimezoneDaylight, "CEST", 3, 2, 1, 2),
        (TimezoneStandard, "CET", 10, 3, 2, 1),
    ):
        passage = sorte()
        jour = dt.datetime(1996, mois, 31 if mois == 3 else 27, heure)
        passage.add("dtstart", jour)
        passage.add("rrule", vRecur(freq="YEARLY", bymonth=mois, byday="-1SU"))
        passage.add("tzoffsetfrom", dt.timedelta(hours=avant))
        passage.add("tzoffsetto", dt.timedelta(hours=apres))
        passage.add("tzname", nom)
        zone.add_component(passage)
    return zone
