"""Le travail de nuit des demandes : contrôles, relances, expirations. Deux fois, un seul effet.

Chaque demande est traitée dans sa transaction : une panne n'arrête pas les autres.
"""

import datetime as dt
import logging

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur
from engagements.demandes.avertir import avertir, avertir_ceux_ci
from engagements.demandes.chemin import franchir
from engagements.demandes.delais import (
    ESCALADE,
    EXPIRATIONS,
    PREAVIS,
    RELANCES,
    SILENCE_DU_VISITEUR,
)
from engagements.demandes.destinataires import contacts_de_la_region
from engagements.demandes.etapes import ATTENDU
from engagements.demandes.regles import perte_du_visiteur
from engagements.models import DemandeVisite, Etat, Nature, Proposition, Visite

journal = logging.getLogger(__name__)
AUXILIA, SECTION, VISITEUR, SPIP, _ = Acteur


def controler_les_demandes(maintenant: dt.datetime) -> dict[str, int]:
    """Passe toutes les demandes ouvertes ; rend le nombre de chaque fait, et des pannes."""
    bilan = {nom: 0 for nom in (*(regle.__name__ for regle in REGLES), "pannes")}
    le = localdate(maintenant)
    ouvertes = DemandeVisite.objects.ouvertes().avec_etat().avec_cp(le=le)
    for demande in ouvertes.select_related("etablissement", "cree_par").order_by("pk"):
        try:
            with transaction.atomic():
                _controler(demande, maintenant, le, bilan)
        except (DatabaseError, ValidationError):
            bilan["pannes"] += 1
            journal.exception("Contrôle de nuit de la demande %s", demande.pk)
    return bilan


def _controler(demande, maintenant, le, bilan):
    for regle in REGLES:
        if regle(demande, maintenant, le):
            bilan[regle.__name__] += 1
            if regle in FINALES:
                return


def visiteurs_perdus(demande, maintenant, le):
    """L'agrément ou l'affectation du visiteur a pris fin, ou il ne répond pas."""
    if not demande.vivante:
        return False
    proposition = Proposition.objects.get(pk=demande.vivante)
    cause = perte_du_visiteur(proposition, demande.etablissement, le=le)
    attente = (le - localdate(proposition.proposee_le)).days
    if cause is None and demande.etat == Etat.ACCORD_VP and attente >= SILENCE_DU_VISITEUR:
        cause = Proposition.Cause.SANS_REPONSE
    if cause is None:
        return False
    franchir(
        "perdre", demande, par=None, maintenant=maintenant, version=demande.version, cause=cause
    )
    return True


def expirations(demande, maintenant, le):
    """Ce que personne n'a repris : la demande se clôt, sans décision de quiconque."""
    attente = _attente(demande, le)
    if attente is None or attente < EXPIRATIONS[demande.etat]:
        return False
    franchir("expirer", demande, par=None, maintenant=maintenant, version=demande.version)
    return True


def passations(demande, maintenant, le):
    """Un CP Auxilia est arrivé : tous les intéressés le savent, une fois par arrivée."""
    if not demande.cp_arrive_le or not demande.soumise_le:
        return False
    titres = [AUXILIA, SECTION]
    titres += [SPIP] if demande.passee_au_spip else []
    titres += [VISITEUR] if demande.vivante else []
    return avertir(
        demande,
        Nature.CP_ARRIVE,
        *titres,
        maintenant=maintenant,
        evenement=f"cp-{demande.cp_arrive_le.isoformat()}",
    )


def relances(demande, maintenant, le):
    """Au service, à 7, 14 et 21 jours ; après une panne, la plus haute seulement."""
    jours = _jours_au_spip(demande, le)
    dues = [palier for palier in RELANCES if jours is not None and jours >= palier]
    if not dues or demande.cp_arrive_le:
        return False
    evenement = f"t{demande.transmise_le:%Y%m%d%H%M%S}-{dues[-1]}"
    return avertir(demande, Nature.RELANCE, SPIP, maintenant=maintenant, evenement=evenement)


def escalades(demande, maintenant, le):
    """À 28 jours : les délégués des deux associations dans la DISP, à défaut les directions."""
    jours = _jours_au_spip(demande, le)
    if jours is None or jours < ESCALADE:
        return False
    contacts = contacts_de_la_region(demande, le=le)
    evenement = f"t{demande.transmise_le:%Y%m%d%H%M%S}-{ESCALADE}"
    return avertir_ceux_ci(
        demande, Nature.ESCALADE, contacts, maintenant=maintenant, evenement=evenement
    )


def preavis(demande, maintenant, le):
    """Sept jours avant d'expirer, à qui la demande attend et à AUXILIA."""
    attente = _attente(demande, le)
    if attente is None or attente < EXPIRATIONS[demande.etat] - PREAVIS:
        return False
    titres = {AUXILIA, ATTENDU[demande.etat]}
    evenement = f"v{demande.version}"
    return avertir(demande, Nature.PREAVIS, *titres, maintenant=maintenant, evenement=evenement)


def _jours_au_spip(demande, le):
    return (le - localdate(demande.transmise_le)).days if demande.transmise_le else None


def _attente(demande, le):
    """Depuis combien de jours rien n'avance ; None si cet état n'expire pas."""
    if demande.etat not in EXPIRATIONS:
        return None
    derniere = Visite.objects.filter(proposition__demande=demande).last()
    debut = max(
        localdate(demande.modifie_le or demande.cree_le),
        derniere.le if derniere else dt.date.min,
    )
    return (le - debut).days


REGLES = (visiteurs_perdus, expirations, passations, relances, escalades, preavis)
FINALES = {visiteurs_perdus, expirations}  # la demande n'est plus celle qu'on a lue
