"""Qui est prévenu de chaque étape, et de quoi."""

from engagements.demandes.acteurs import Acteur
from engagements.demandes.avertir import avertir
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


def prevenir(code, demande, *, par, maintenant):
    """Après une étape : prévient ceux qu'elle concerne, et celui qui a maintenant à faire."""
    absents = _pas_encore_la(demande)
    for nature, titres in SUITES.get(code, []):
        concernes = [t for t in titres if t not in absents]
        avertir(demande, nature, *concernes, maintenant=maintenant, sauf=par)
    if demande.etat in ATTENDUS:
        nature, titres = ATTENDUS[demande.etat]
        avertir(demande, nature, *titres, maintenant=maintenant, sauf=par)


def _pas_encore_la(demande):
    """Ceux qui ne connaissent pas la demande : un brouillon retiré ne se dit à personne."""
    if not demande.soumise_le:
        return {SECTION, VISITEUR, SPIP}
    absents = set() if demande.vivante else {VISITEUR}
    return absents if demande.passee_au_spip else absents | {SPIP}
