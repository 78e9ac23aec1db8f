"""Ce qu'une action doit dire pour être gardée : les mêmes règles à l'écran et dans un tableau."""

import datetime as dt
from collections.abc import Iterator

from engagements.actions.phrases import DEMARCHE, PHRASES
from engagements.models import Action, Voie

SANS_CONVENTION = "Aucune convention n’avait cet engagement à cette date."


def fautes(*, numeros, interlocuteur, voie, orientations) -> Iterator[tuple[str, str]]:
    """(champ, phrase) : à qui l'on a parlé, vers qui l'on a orienté, et combien de personnes."""
    if DEMARCHE in numeros and not interlocuteur:
        yield "interlocuteur", "Dites auprès de qui."
    if orientations and not voie:
        yield "voie", "Dites vers qui vous les avez orientées."
    if voie and not orientations:
        yield "orientations", "Dites combien de personnes vous avez orientées."
    attendu = "1.2" if voie == Voie.VP else "1.1"
    if voie and attendu not in numeros:
        yield "voie", f"Cette orientation va avec « {PHRASES[attendu]} »."


def faute_du_jour(etat, jour: dt.date, *, le: dt.date) -> str:
    """Faite : son jour est venu ; prévue : il est à venir."""
    if etat == Action.Etat.FAITE and jour > le:
        return "Une action faite ne peut pas être à venir."
    if etat == Action.Etat.PREVUE and jour < le:
        return "Une action prévue est à venir : donnez le nouveau jour."
    return ""


def faute_du_lieu(etablissement, jour: dt.date) -> str:
    if etablissement and not etablissement.est_ouvert(jour):
        return f"Cet établissement n’était pas ouvert le {jour:%d/%m/%Y}."
    return ""


def etat_selon(jour: dt.date, *, le: dt.date):
    """Une action nouvelle : faite si son jour est passé, prévue s'il est à venir."""
    return Action.Etat.PREVUE if jour > le else Action.Etat.FAITE
