"""De quoi peupler un essai de demandes : chaque état s'atteint par le vrai chemin."""

import datetime as dt
from itertools import count

from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Fonction
from engagements.demandes.chemin import franchir, lire
from engagements.models import BoiteSpip, DemandeVisite
from partenariat.models import Association
from tests import fabrique

_references = count(10_001)


def creer_prison(*, nom=None, spip=None):
    """Un établissement de SPIP connu, sans CP Auxilia, dont la liste des CP est confirmée."""
    prison = fabrique.creer_etablissement(nom=nom, spip=spip or fabrique.creer_spip())
    fabrique.confirmer(prison, fonction=Fonction.CP, le=localdate())
    return prison


def creer_visiteur(*, prison, benevole=None):
    """Un VP affecté là, à l'agrément valable aujourd'hui : le bénévole."""
    debut = localdate() - dt.timedelta(days=60)
    return fabrique.creer_vp(etablissement=prison, benevole=benevole, debut=debut).benevole


def creer_demande(*, etablissement=None, par=None, reference=None, precision="", **champs):
    """Un brouillon d'AUXILIA."""
    maintenant = timezone.now()
    demande = DemandeVisite.objects.create(
        etablissement=etablissement or creer_prison(),
        cree_par=par or fabrique.creer_direction(association=Association.AUXILIA),
        cree_le=maintenant,
        reference=reference or f"AUX-{next(_references)}",
        accord_apprenant_le=localdate(),
        motif=champs.pop("motif", DemandeVisite.Motif.SUIVI),
        precision=precision,
        **champs,
    )
    return lire(demande.pk, le=localdate())


def avancer(demande, *codes, par=None, **donnees):
    """Fait franchir ces étapes par AUXILIA, ou `par` ; par la direction de l'ANVP les siennes."""
    for code in codes:
        demande = franchir(
            code,
            demande,
            par=par or _auteur(demande, code),
            maintenant=timezone.now(),
            **(donnees | _reponse_notee(code, par)),
        )
    return demande


def creer_demande_soumise(**champs):
    """Envoyée sans visiteur : la section en proposera un."""
    return avancer(creer_demande(**champs), "soumettre")


def creer_demande_chez_le_visiteur(*, visiteur=None, **champs):
    demande = creer_demande(**champs)
    visiteur = visiteur or creer_visiteur(prison=demande.etablissement)
    return avancer(demande, "soumettre", benevole=visiteur)


def creer_demande_au_spip(**champs):
    return avancer(creer_demande_chez_le_visiteur(**champs), "accepter")


def creer_demande_differee(**champs):
    return avancer(creer_demande_au_spip(**champs), "differer")


def creer_demande_a_completer(**champs):
    return avancer(creer_demande_au_spip(**champs), "renvoyer")


def creer_demande_avalisee(**champs):
    return avancer(creer_demande_au_spip(**champs), "avaliser")


def creer_demande_close(**champs):
    """Retirée par AUXILIA quand elle était au SPIP."""
    return avancer(creer_demande_au_spip(**champs), "retirer")


def _auteur(demande, code):
    if code in ("accepter", "decliner", "desister", "rencontrer"):
        return fabrique.creer_direction()
    return demande.cree_par


def _reponse_notee(code, par):
    """AUXILIA note une réponse reçue par courrier, aujourd'hui."""
    if par is None and code in ("avaliser", "refuser", "differer", "renvoyer"):
        return {"canal": "courrier", "jour": localdate()}
    return {}


def creer_boite(*, spip, courriel=None, debut=None):
    return BoiteSpip.objects.create(
        spip=spip,
        courriel=courriel or f"spip{next(_references)}@exemple.test",
        debut=debut or localdate(),
    )
