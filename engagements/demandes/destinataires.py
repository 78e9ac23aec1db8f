"""À qui l'on écrit : à un service et à des fonctions, jamais à une seule personne irremplaçable."""

import datetime as dt

from django.db.models import Q

from benevoles.models import Affectation, Benevole, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre
from engagements.annonces import Destinataire
from engagements.demandes.acteurs import Acteur
from engagements.models import BoiteSpip
from partenariat.models import Association, Utilisateur


def destinataires(demande, titre: Acteur, *, le: dt.date) -> list[Destinataire]:
    """Ceux qui agissent à ce titre sur la demande, ce jour-là ; à défaut, qui peut les suppléer."""
    return _PAR_TITRE[titre](demande, le)


def contacts_de_la_region(demande, *, le: dt.date) -> list[Destinataire]:
    """Pour l'escalade : le délégué de chaque association dans la DISP, à défaut sa direction."""
    return [d for association in Association for d in _region(demande, association, le)]


def visiteur_lui_meme(benevole: int) -> list[Destinataire]:
    """Le compte de ce visiteur, s'il en a un : personne d'autre à sa place."""
    comptes = Benevole.objects.filter(pk=benevole).values("utilisateur")
    return _comptes(Utilisateur.objects.filter(pk__in=comptes, is_active=True))


def _auxilia(demande, le):
    pilotes = Role.objects.en_cours(le=le).filter(association=Association.AUXILIA)
    cp = Affectation.objects.en_cours(le=le).filter(fonction=Fonction.CP)
    d_auxilia = Q(pk__in=pilotes.values("utilisateur"))
    d_auxilia |= Q(pk__in=cp.values("benevole__utilisateur"))
    auteur = Utilisateur.objects.filter(d_auxilia, pk=demande.cree_par_id, is_active=True)
    return _comptes(auteur) or _region(demande, Association.AUXILIA, le)


def _section(demande, le):
    """Titulaires et suppléants : l'absence de l'un n'arrête rien."""
    sections = Rattachement.objects.en_cours(le=le).filter(etablissement=demande.etablissement)
    mandats = Mandat.objects.en_cours(le=le).filter(section__in=sections.values("section"))
    comptes = Utilisateur.objects.filter(
        pk__in=mandats.values("benevole__utilisateur"), is_active=True
    )
    return _comptes(comptes) or _region(demande, Association.ANVP, le)


def _visiteur(demande, le):
    """Le visiteur s'il a un compte ; sinon sa section, qui recueille sa réponse."""
    return visiteur_lui_meme(demande.visiteur) or _section(demande, le)


def _spip(demande, le):
    spip = demande.etablissement.spip_id
    boites = BoiteSpip.objects.en_cours(le=le).filter(
        Q(antenne=None) | Q(antenne=demande.antenne_id), spip=spip
    )
    agents = _tenant(le, genre=Genre.AGENT_SPIP, spip=spip)
    return [*_comptes(agents), *(Destinataire(None, boite.courriel) for boite in boites)]


def directions(associations, *, le) -> list[Destinataire]:
    """Les comptes des directions nationales de ces associations."""
    return _comptes(_tenant(le, genre=Genre.DIRECTION, association__in=associations))


def _region(demande, association, le):
    delegues = _tenant(
        le, genre=Genre.DELEGUE, association=association, disp=demande.etablissement.disp_id
    )
    return _comptes(delegues) or _comptes(
        _tenant(le, genre=Genre.DIRECTION, association=association)
    )


def _tenant(le, **bornes):
    roles = Role.objects.en_cours(le=le).filter(**bornes)
    return Utilisateur.objects.filter(pk__in=roles.values("utilisateur"), is_active=True)


def _comptes(comptes):
    return [Destinataire(compte, compte.email) for compte in comptes]


_PAR_TITRE = {
    Acteur.AUXILIA: _auxilia,
    Acteur.SECTION: _section,
    Acteur.VISITEUR: _visiteur,
    Acteur.SPIP: _spip,
}
