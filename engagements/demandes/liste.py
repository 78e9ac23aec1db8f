"""Les demandes d'un lecteur, en lignes : ce qui l'attend d'abord, jamais la référence."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate

from engagements.demandes.acteurs import NOMS, Acteur, acteurs
from engagements.demandes.regles import arretee, attendu
from engagements.models import DemandeVisite, Etat

LUS = ("cree_par", "cree_le", "soumise_le", "close_le", "issue", "etablissement")
LUS_DE_L_ETABLISSEMENT = ("nom", "disp", "spip", "ouvert_le", "ferme_le")


@dataclass(frozen=True)
class LigneDemande:
    """Une demande dans une liste ; ses attributs servent aussi de clés de tri."""

    demande: DemandeVisite
    etat: Etat
    arret: str  # ce qui l'arrête, vide si rien
    de_qui: Acteur | None
    a_faire: bool
    depuis: dt.date
    jours: int

    @property
    def numero(self) -> int:
        return self.demande.pk

    @property
    def ou(self) -> str:
        return self.demande.etablissement.nom

    @property
    def rang(self) -> int:
        """L'état dans l'ordre du chemin."""
        return list(Etat).index(self.etat)

    @property
    def attendu(self) -> str:
        """De qui vient le prochain geste ; vide si la demande est close."""
        return "vous" if self.a_faire else NOMS.get(self.de_qui, "")


def demandes_de(lecteur, *, le: dt.date):
    """Les demandes que ce lecteur voit, avec leur état : deux requêtes au plus à la lecture."""
    demandes = DemandeVisite.objects.visibles_par(lecteur).avec_etat().avec_cp(le=le)
    return demandes.select_related("etablissement__disp", "etablissement__spip", "antenne")


def en_bref(demandes):
    """De ces demandes, ce qu'une ligne montre et ce qu'il faut pour le savoir : rien de plus."""
    demandes = demandes.select_related(None).select_related("etablissement")
    return demandes.only(*LUS, *(f"etablissement__{champ}" for champ in LUS_DE_L_ETABLISSEMENT))


def lignes(demandes, lecteur, *, le: dt.date) -> list[LigneDemande]:
    return [_ligne(demande, lecteur, le) for demande in demandes]


def _ligne(demande, lecteur, le):
    etat, de_qui = Etat(demande.etat), attendu(demande, le=le)
    depuis = localdate(_depuis(demande, etat))
    return LigneDemande(
        demande=demande,
        etat=etat,
        arret=_arret(demande, le),
        de_qui=de_qui,
        a_faire=_est_a_lui(de_qui, demande, lecteur),
        depuis=depuis,
        jours=(le - depuis).days,
    )


def _arret(demande, le):
    if not arretee(demande, le=le):
        return ""
    return "CP Auxilia arrivé" if demande.cp_arrive_le else "établissement fermé"


def _est_a_lui(de_qui, demande, lecteur):
    """Une direction ou un délégué ne fait pas à la place de la section."""
    if de_qui is None or de_qui not in acteurs(lecteur, demande):
        return False
    return de_qui != Acteur.SECTION or not lecteur.droits.peut_piloter


def _depuis(demande, etat):
    return {
        Etat.BROUILLON: demande.cree_le,
        Etat.ACCORD_VP: demande.proposee_le,
        Etat.AU_SPIP: demande.transmise_le,
        Etat.DIFFEREE: demande.transmise_le,
        Etat.A_COMPLETER: demande.repondue_le,
        Etat.AVALISEE: demande.repondue_le,
        Etat.CLOSE: demande.close_le,
    }.get(etat) or demande.soumise_le
