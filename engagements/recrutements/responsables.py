"""Qui peut mener une recherche : les comptes qui tiennent la liste de l'établissement."""

import datetime as dt

from django.db.models import Q

from benevoles.models import Affectation, Fonction, Mandat, Rattachement, Role
from benevoles.models.roles import Genre
from engagements.annonces import Destinataire
from engagements.models import Recrutement
from partenariat.models import Utilisateur


def tenants(etablissement, fonction, *, le: dt.date):
    """Les comptes qui tiennent cette liste ce jour-là, les mêmes que `etablissements_tenus`."""
    condition = Q(pk__in=_pilotes(etablissement, fonction, le))
    condition |= Q(pk__in=_locaux(etablissement, fonction, le))
    return Utilisateur.objects.filter(condition, is_active=True)


def destinataires(recrutement: Recrutement, *, le: dt.date) -> list[Destinataire]:
    """Le responsable, s'il tient encore la liste ; sinon ceux qui pilotent le territoire."""
    ou, fonction = recrutement.etablissement, recrutement.fonction
    comptes = tenants(ou, fonction, le=le).filter(pk=recrutement.responsable_id)
    if not comptes.exists():
        comptes = Utilisateur.objects.filter(pk__in=_pilotes(ou, fonction, le), is_active=True)
    return [Destinataire(compte, compte.email) for compte in comptes]


def _pilotes(etablissement, fonction, le):
    """La direction de l'association, et ses délégués dans la DISP."""
    ici = Q(genre=Genre.DIRECTION) | Q(genre=Genre.DELEGUE, disp=etablissement.disp_id)
    association = Fonction(fonction).association
    roles = Role.objects.en_cours(le=le).filter(ici, association=association)
    return roles.values("utilisateur")


def _locaux(etablissement, fonction, le):
    """Ceux de la section, ou les CP Auxilia de l'établissement, qui ont un compte."""
    if fonction == Fonction.CP:
        lignes = Affectation.objects.en_cours(le=le).filter(
            etablissement=etablissement, fonction=Fonction.CP
        )
    else:
        sections = Rattachement.objects.en_cours(le=le).filter(etablissement=etablissement)
        lignes = Mandat.objects.en_cours(le=le).filter(section__in=sections.values("section"))
    return lignes.exclude(benevole__utilisateur=None).values("benevole__utilisateur")
