"""Le travail de nuit des demandes : contrôles, relances, expirations. Deux fois, un seul effet.

Chaque demande est verrouillée et relue dans sa transaction : une panne n'arrête pas les autres, et
deux nuits à la fois, ou une nuit et une personne, attendent leur tour.
"""

import datetime as dt
from collections import Counter

from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur
from engagements.demandes.avertir import avertir, avertir_ceux_ci
from engagements.demandes.chemin import franchir_verrouillee, lire, verrouiller
from engagements.demandes.delais import (
    ESCALADE,
    EXPIRATIONS,
    PREAVIS,
    RELANCES,
    SILENCE_DU_VISITEUR,
)
from engagements.demandes.destinataires import (
    contacts_de_la_region,
    destinataires,
    visiteur_lui_meme,
)
from engagements.demandes.etapes import ATTENDU
from engagements.demandes.regles import arretee, perte_du_visiteur
from engagements.models import DemandeVisite, Etat, Nature, Proposition
from partenariat.lots import un_par_un

AUXILIA, SECTION, VISITEUR, SPIP, _ = Acteur


def controler_les_demandes(maintenant: dt.datetime) -> Counter:
    """Passe toutes les demandes ouvertes ; rend le nombre de chaque fait, et des pannes."""
    ouvertes = DemandeVisite.objects.ouvertes().order_by("pk").values_list("pk", flat=True)
    return un_par_un(list(ouvertes), lambda pk: _controler(pk, maintenant))


def _controler(pk, maintenant):
    """Les règles qui ont eu un effet sur cette demande ; aucune si elle s'est close depuis."""
    verrouiller(pk)
    le = localdate(maintenant)
    demande, faits = lire(pk, le=le), []
    for regle in REGLES:
        if demande.close_le is None and regle(demande, maintenant, le):
            faits.append(regle.__name__)
            demande = lire(pk, le=le)
    return faits


def visiteurs_perdus(demande, maintenant, le):
    """L'agrément ou l'affectation du visiteur a pris fin, ou il ne répond pas."""
    if not demande.vivante:
        return False
    cause = perte_du_visiteur(demande.visiteur, demande.etablissement, le=le)
    attente = (le - localdate(demande.proposee_le)).days
    if cause is None and demande.etat == Etat.ACCORD_VP and attente >= SILENCE_DU_VISITEUR:
        cause = Proposition.Cause.SANS_REPONSE
    if cause is None:
        return False
    franchir_verrouillee("perdre", demande, par=None, maintenant=maintenant, cause=cause)
    # Il ne voit plus la demande : l'avis dit seulement qu'on ne l'attend plus, jamais pourquoi.
    lui, evenement = visiteur_lui_meme(demande.visiteur), f"p{demande.vivante}"
    avertir_ceux_ci(demande, Nature.ECARTE, lui, maintenant=maintenant, evenement=evenement)
    return True


def expirations(demande, maintenant, le):
    """Ce que personne n'a repris se clôt, sans décision, et jamais sans préavis de sept jours."""
    attente = _attente(demande, le)
    if attente is None or attente < EXPIRATIONS[demande.etat] or not _prevenus(demande, le):
        return False
    franchir_verrouillee("expirer", demande, par=None, maintenant=maintenant)
    return True


def passations(demande, maintenant, le):
    """Un CP Auxilia est arrivé : tous les intéressés le savent, une fois par arrivée."""
    if not demande.cp_arrive_le:
        return False
    evenement = f"cp-{demande.cp_arrive_le.isoformat()}"
    return _dire_aux_interesses(demande, Nature.CP_ARRIVE, maintenant, evenement)


def fermetures(demande, maintenant, le):
    """L'établissement a fermé : les mêmes le savent, une fois par fermeture."""
    if demande.etablissement.est_ouvert(le):
        return False
    evenement = f"fermeture-{demande.etablissement.ferme_le}"
    return _dire_aux_interesses(demande, Nature.FERMETURE, maintenant, evenement)


def relances(demande, maintenant, le):
    """Au service, à 7, 14 et 21 jours ; après une panne, la plus haute seulement."""
    jours = _jours_au_spip(demande, le)
    dues = [palier for palier in RELANCES if jours is not None and jours >= palier]
    if not dues:
        return False
    evenement = _attente_du_spip(demande, dues[-1])
    return avertir(demande, Nature.RELANCE, SPIP, maintenant=maintenant, evenement=evenement)


def escalades(demande, maintenant, le):
    """À 28 jours : les délégués des deux associations dans la DISP, à défaut les directions."""
    jours = _jours_au_spip(demande, le)
    if jours is None or jours < ESCALADE:
        return False
    contacts = contacts_de_la_region(demande, le=le)
    evenement = _attente_du_spip(demande, ESCALADE)
    return avertir_ceux_ci(
        demande, Nature.ESCALADE, contacts, maintenant=maintenant, evenement=evenement
    )


def preavis(demande, maintenant, le):
    """Sept jours avant d'expirer, à qui la demande attend et à AUXILIA."""
    attente = _attente(demande, le)
    if attente is None or attente < EXPIRATIONS[demande.etat] - PREAVIS:
        return False
    titres = _a_prevenir(demande)
    return avertir(demande, Nature.PREAVIS, *titres, maintenant=maintenant)


def _dire_aux_interesses(demande, nature, maintenant, evenement):
    titres = [AUXILIA]
    titres += [SECTION] if demande.soumise_le else []
    titres += [SPIP] if demande.passee_au_spip else []
    titres += [VISITEUR] if demande.vivante else []
    return avertir(demande, nature, *titres, maintenant=maintenant, evenement=evenement)


def _jours_au_spip(demande, le):
    """Depuis combien de jours le SPIP a la main ; None s'il n'a plus à répondre."""
    if not demande.transmise_le or arretee(demande, le=le):
        return None
    return (le - localdate(demande.transmise_le)).days


def _attente_du_spip(demande, palier):
    """Un report ouvre une autre transmission : le compte et les relances recommencent."""
    return f"t{demande.transmise_le:%Y%m%d%H%M%S}-{palier}"


def _attente(demande, le):
    """Depuis combien de jours rien n'avance ; None si cet état n'expire pas."""
    return (le - localdate(_dernier_fait(demande))).days if demande.etat in EXPIRATIONS else None


def _dernier_fait(demande):
    return demande.modifie_le or demande.cree_le


def _a_prevenir(demande):
    return {AUXILIA, ATTENDU[demande.etat]}


def _prevenus(demande, le):
    """Le préavis date de sept jours, ou il n'y a plus personne à qui l'écrire."""
    depuis = _dernier_fait(demande)
    annonce = demande.avis.filter(nature=Nature.PREAVIS, cree_le__gte=depuis).last()
    if annonce:
        return (le - localdate(annonce.cree_le)).days >= PREAVIS
    return not any(destinataires(demande, titre, le=le) for titre in _a_prevenir(demande))


REGLES = (
    *(visiteurs_perdus, expirations, passations, fermetures),
    *(relances, escalades, preavis),
)
