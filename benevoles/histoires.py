"""De chaque page, l'histoire que ce compte peut lire : jamais les lignes de l'autre association."""

from django.db.models import Q

from benevoles.changements import Histoires
from benevoles.couverture.faits import NATURE
from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    BesoinDeclare,
    Fonction,
    Habilitation,
    Mandat,
    Rattachement,
    Role,
    Section,
    Seuil,
    Suspension,
)
from benevoles.models.roles import proposables_par
from benevoles.perimetre import etablissements_tenus
from partenariat.champs import lit


def de_la_personne(benevole, utilisateur) -> Histoires:
    """La fiche, et ce qui s'y rattache dans le périmètre de qui la lit ; tout, pour soi-même.

    L'histoire des fiches qu'elle a absorbées en fait partie.
    """
    numeros = [benevole.pk, *benevole.fusions.actives().values_list("absorbe", flat=True)]
    siennes = {"benevole__in": numeros}
    affectations, titres = (
        Affectation.history.filter(**siennes),
        Habilitation.history.filter(**siennes),
    )
    adhesions, mandats = Adhesion.history.filter(**siennes), Mandat.history.filter(**siennes)
    if benevole.utilisateur_id != utilisateur.pk:
        droits = utilisateur.droits
        affectations = affectations.filter(_tenues(droits, "fonction", lambda f: f))
        titres = titres.filter(_tenues(droits, "nature", NATURE.get))
        adhesions = adhesions.filter(association=droits.direction or droits.delegation or "")
        mandats = mandats.filter(section__in=Section.objects.visibles_par(utilisateur))
    return Histoires(
        Benevole.history.filter(id__in=numeros),
        Absence.history.filter(**siennes),
        *(affectations, titres, _suspensions(titres), adhesions, mandats),
        sans=["benevole", *_non_lus(benevole, utilisateur)],
    )


def _non_lus(benevole, utilisateur):
    noms = [champ.name for champ in Benevole._meta.concrete_fields]
    return [nom for nom in noms if not lit(utilisateur, benevole, nom)]


def _tenues(droits, champ, valeur):
    condition = Q(pk__in=[])
    for fonction in Fonction:
        tenus = etablissements_tenus(droits, fonction, chemin="etablissement__")
        condition |= Q(**{champ: valeur(fonction)}) & tenus
    return condition


def _suspensions(titres):
    return Suspension.history.filter(habilitation__in=titres.order_by().values("id"))


def de_la_liste(etablissement, fonction) -> Histoires:
    """Les affectations et les titres d'une liste ; pour les visiteurs, les besoins déclarés."""
    ici = {"etablissement": etablissement.pk}
    titres = Habilitation.history.filter(nature=NATURE[fonction], **ici)
    siennes = [Affectation.history.filter(fonction=fonction, **ici), titres, _suspensions(titres)]
    if fonction == Fonction.VP:
        siennes.append(BesoinDeclare.history.filter(**ici))
    return Histoires(*siennes, sans=["etablissement", "fonction"])


def de_la_section(section) -> Histoires:
    return Histoires(
        Section.history.filter(id=section.pk),
        Mandat.history.filter(section=section.pk),
        Rattachement.history.filter(section=section.pk),
        sans=["section"],
    )


def des_seuils() -> Histoires:
    return Histoires(Seuil.history.all())


def des_roles(utilisateur) -> Histoires:
    """Les rôles que ce compte pourrait donner, donc auxquels il peut mettre fin."""
    return Histoires(Role.history.filter(proposables_par(utilisateur.droits)))
