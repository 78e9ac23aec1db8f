"""Qui peut lire la fiche d'une personne aujourd'hui : des rôles, et combien de comptes."""

import datetime as dt
from typing import NamedTuple

from benevoles.departs import LIENS
from benevoles.models import Affectation, Benevole, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre
from benevoles.perimetre import fonction_de
from partenariat.conservation import memoire
from partenariat.models import Association


class Lecteurs(NamedTuple):
    """Un rôle, et les comptes qui le tiennent."""

    role: str
    comptes: frozenset[int]

    @property
    def nombre(self) -> int:
        return len(self.comptes)


def lecteurs(benevole: Benevole, *, le: dt.date) -> list[Lecteurs]:
    """Les mêmes que `BenevoleQuerySet.visibles_par`, vus de la personne ; sans elle-même.

    Un nombre constant de requêtes, quel que soit le nombre de comptes.
    """
    trouves = [
        groupe
        for association in _associations(benevole, le)
        for groupe in _de_l_association(benevole, Association(association), le)
    ]
    soi = frozenset([benevole.utilisateur_id])
    return [g._replace(comptes=g.comptes - soi) for g in trouves if g.comptes - soi]


def _associations(benevole, le):
    """Celles où elle a un lien en cours, ou fini depuis peu ; sinon, toutes celles où elle en eut.

    La fiche de qui a quitté les deux attend son effacement (`BenevoleQuerySet.visibles_par`).
    """
    liens = [lien for nom in LIENS for lien in getattr(benevole, f"{nom}s").all()]
    recents = [lien for lien in liens if lien.fin is None or lien.fin >= memoire(le)]
    return sorted({_association_du(lien) for lien in recents or liens})


def _association_du(lien):
    if hasattr(lien, "association"):
        return lien.association
    return Fonction(lien.fonction).association if isinstance(lien, Affectation) else "ANVP"


def _de_l_association(benevole, association, le):
    de_qui = "de l’ANVP" if association == Association.ANVP else "d’AUXILIA"
    fonction = fonction_de(association)
    lieux = Affectation.objects.filter(benevole=benevole, fonction=fonction)
    membre = any(a.association == association for a in benevole.adhesions.all())
    if membre or lieux.exists():
        yield Lecteurs(f"Direction {de_qui}", _tenant(le, Genre.DIRECTION, association))
    disps = set(lieux.values_list("etablissement__disp", flat=True))
    if membre and benevole.departement_id:
        disps.add(benevole.departement.disp_id)
    delegues = _tenant(le, Genre.DELEGUE, association, disp__in=disps)
    yield Lecteurs(f"Délégué régional {de_qui}", delegues)
    etablissements = lieux.values("etablissement")
    if fonction == Fonction.VP:
        sections = Rattachement.objects.en_cours(le=le).filter(etablissement__in=etablissements)
        mandats = Mandat.objects.en_cours(le=le).filter(section__in=sections.values("section"))
        yield Lecteurs("Responsables de sa section", _comptes(mandats))
    else:
        cp = Affectation.objects.en_cours(le=le).filter(
            fonction=Fonction.CP, etablissement__in=etablissements
        )
        yield Lecteurs("CP Auxilia du même établissement", _comptes(cp))


def _tenant(le, genre, association, **bornes):
    roles = Role.objects.en_cours(le=le).filter(genre=genre, association=association, **bornes)
    actifs = roles.filter(utilisateur__is_active=True)
    return frozenset(actifs.values_list("utilisateur", flat=True))


def _comptes(liens):
    comptes = liens.filter(benevole__utilisateur__is_active=True)
    return frozenset(comptes.values_list("benevole__utilisateur", flat=True))
