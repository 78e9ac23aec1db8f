"""Qui est prévenu de chaque étape, et de quoi."""

from itertools import chain

from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur
from engagements.demandes.avertir import avertir_ceux_ci
from engagements.demandes.destinataires import destinataires
from engagements.models import Etat, Nature

AUXILIA, SECTION, VISITEUR, SPIP, _ = Acteur

# À chaque étape : (nature de l'avis, ceux qu'il prévient). Ce qui appelle un geste d'abord.
SUITES = {
    "decliner": [(Nature.SUIVI, [AUXILIA])],
    "desister": [(Nature.VISITEUR, [AUXILIA, SECTION, SPIP])],
    "perdre": [(Nature.VISITEUR, [AUXILIA, SECTION, SPIP])],
    "avaliser": [(Nature.REPONSE, [AUXILIA, VISITEUR, SECTION])],
    "refuser": [(Nature.REPONSE, [AUXILIA, VISITEUR, SECTION])],
    "differer": [(Nature.REPONSE, [AUXILIA])],
    "renvoyer": [(Nature.A_COMPLETER, [AUXILIA])],
    "rencontrer": [(Nature.SUIVI, [AUXILIA])],
    "clore": [(Nature.SUIVI, [VISITEUR, SECTION])],
    "retirer": [(Nature.SUIVI, [VISITEUR, SECTION, SPIP])],
    "expirer": [(Nature.SUIVI, [AUXILIA, VISITEUR, SECTION, SPIP])],
}
# Dans cet état, ceux-là ont quelque chose à faire.
ATTENDUS = {
    Etat.A_PROPOSER: (Nature.A_PROPOSER, [SECTION]),
    Etat.ACCORD_VP: (Nature.ACCORD, [VISITEUR]),
    Etat.AU_SPIP: (Nature.A_DECIDER, [SPIP]),
}


def prevenir(code, demande, *, par, maintenant) -> set[Acteur]:
    """Après une étape : prévient ceux qu'elle concerne, et celui qui a maintenant à faire.

    Rend à quels titres quelqu'un a été prévenu.
    """
    absents, prevenus = _pas_encore_la(demande), set()
    suites = [(n, [t for t in titres if t not in absents]) for n, titres in SUITES.get(code, [])]
    if demande.etat in ATTENDUS:
        suites.append(ATTENDUS[demande.etat])
    for nature, titres in suites:
        trouves = {t: _autres_que(par, demande, t, localdate(maintenant)) for t in titres}
        avertir_ceux_ci(demande, nature, list(chain(*trouves.values())), maintenant=maintenant)
        prevenus |= {titre for titre, siens in trouves.items() if siens}
    return prevenus


def _autres_que(par, demande, titre, le):
    return [d for d in destinataires(demande, titre, le=le) if par is None or d.compte != par]


def _pas_encore_la(demande):
    """Ceux qui ne connaissent pas la demande : un brouillon retiré ne se dit à personne."""
    if not demande.soumise_le:
        return {SECTION, VISITEUR, SPIP}
    absents = set() if demande.vivante else {VISITEUR}
    return absents if demande.passee_au_spip else absents | {SPIP}
