"""Qui est parti, et depuis quand : ni adhésion, ni affectation, ni mandat, ni rôle en cours."""

import datetime as dt

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from benevoles.models import Adhesion, Affectation, Benevole, Mandat, Role
from partenariat.conservation import CONSERVATION, PREAVIS
from partenariat.models import Utilisateur
from partenariat.periodes import ajouter_mois

LIENS = {"adhesion": Adhesion, "affectation": Affectation, "mandat": Mandat}


def benevoles_partis(*, le: dt.date, pk=None) -> dict[int, dt.date | None]:
    """Par fiche de qui n'a plus aucun lien : son dernier jour ; None s'il n'y a jamais eu de lien.

    De qui a deux associations, il faut avoir quitté les deux.
    """
    fiches = Benevole.objects.presentes()
    if pk:
        fiches = fiches.filter(pk=pk)
    derniers = {}
    for nom, modele in LIENS.items():
        siens = modele.objects.filter(benevole=OuterRef("pk"))
        fiches = fiches.exclude(Exists(siens.filter(_dure_encore(le))))
        derniers[nom] = _dernier_jour(siens, "benevole")
    siens = Role.objects.filter(utilisateur=OuterRef("utilisateur"))
    fiches = fiches.exclude(Exists(siens.filter(_dure_encore(le))))
    derniers["role"] = _dernier_jour(siens, "utilisateur")
    lignes = fiches.order_by().annotate(**{f"fin_{nom}": fin for nom, fin in derniers.items()})
    return {
        cle: max((fin for fin in fins if fin), default=None)
        for cle, *fins in lignes.values_list("pk", *(f"fin_{nom}" for nom in derniers))
    }


def comptes_partis(*, le: dt.date, pk=None) -> dict[int, dt.date]:
    """Par compte sans fiche ni rôle en cours : le dernier jour d'un rôle, ou sa création."""
    siens = Role.objects.filter(utilisateur=OuterRef("pk"))
    comptes = Utilisateur.objects.filter(efface_le=None, benevole=None)
    if pk:
        comptes = comptes.filter(pk=pk)
    comptes = comptes.exclude(Exists(siens.filter(_dure_encore(le)))).order_by()
    comptes = comptes.annotate(fin=_dernier_jour(siens, "utilisateur"))
    return {
        cle: fin or cree_le.date()
        for cle, fin, cree_le in comptes.values_list("pk", "fin", "cree_le")
    }


def effacement_du(modele: str, depart: dt.date | None, *, le: dt.date) -> dt.date:
    """Le jour où l'on efface : la durée de la table, et jamais sans le préavis."""
    preavis = le + dt.timedelta(days=PREAVIS)
    if depart is None:
        return preavis
    return max(preavis, ajouter_mois(depart, CONSERVATION[modele].mois))


def _dure_encore(le):
    return Q(fin=None) | Q(fin__gte=le)


def _dernier_jour(lignes, cle):
    return Subquery(lignes.order_by().values(cle).annotate(dernier=Max("fin")).values("dernier"))
