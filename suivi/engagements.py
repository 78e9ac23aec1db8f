"""Ce que disent les pages de la convention : ce qui s'est fait, ce qui est en retard, où agir."""

import datetime as dt
from typing import NamedTuple

from django.db.models import Count, Max, Q

from engagements.models import Action, Decision, Engagement, PointDeSuivi

DERNIERES = 5  # actions montrées sur la page d'un engagement

# Où les gens font la chose elle-même, par engagement : (nom d'adresse, libellé, droit qu'il faut).
_DEMANDES = ("demandes", "Les demandes de visite", "est_membre")
_RECENSEMENT = ("recensement", "Le recensement des manques", "est_membre")
_RECRUTEMENTS = ("recrutements", "Les recrutements", "peut_saisir")
_REUNIONS = ("reunions", "Les réunions", "est_membre")
_FORMATIONS = ("formations", "Les formations", "est_membre")
LIEUX = {
    "1.3": [_RECENSEMENT, _RECRUTEMENTS],
    "1.4": [_RECENSEMENT, _RECRUTEMENTS],
    "1.5": [_DEMANDES],
    "1.6": [_DEMANDES],
    "2.1": [("positions", "Les positions communes", "est_membre"), _REUNIONS],
    "2.2": [("demarches", "Les démarches locales", "est_membre")],
    "3.1": [("gncp", "L’étude du GNCP", "peut_piloter")],
    "4.1": [("double_adhesion", "La double adhésion", "peut_saisir")],
    "4.2": [
        ("publications", "Les publications", "peut_piloter"),
        ("infos", "La page publique", "est_membre"),
    ],
    "4.3": [_REUNIONS],
    "5.1": [_FORMATIONS],
    "5.2": [_FORMATIONS],
    "5.3": [("enquetes", "Le recueil des besoins", "est_membre"), _REUNIONS],
    "4.4": [_REUNIONS, ("reciprocite", "La réciprocité", "est_membre")],
}


def lieux(numero: str, droits) -> list[tuple[str, str]]:
    """Les pages où agir pour cet engagement, parmi celles que ce compte peut ouvrir."""
    return [
        (nom, libelle) for nom, libelle, droit in LIEUX.get(numero, ()) if getattr(droits, droit)
    ]


class Retards(NamedTuple):
    """Ce qui devait être fait et ne l'est pas."""

    actions: list
    decisions: list

    def __bool__(self):
        return bool(self.actions or self.decisions)


def resumes(convention, utilisateur, *, le: dt.date) -> dict[int, dict]:
    """Par engagement : nombre d'actions visibles, dernière date, retards ; deux requêtes."""
    visibles = Action.objects.visibles_par(utilisateur).values("pk")
    faites = Q(actions__in=visibles, actions__etat="faite", actions__le__lte=le)
    prevues = Q(actions__in=visibles, actions__etat="prevue", actions__le__lt=le)
    decisions = Q(decisions__echeance__lt=le, decisions__faite_le=None)
    decisions &= Q(decisions__abandonnee_le=None)
    lignes = Engagement.objects.filter(categorie__convention=convention).annotate(
        n=Count("actions", filter=faites, distinct=True),
        derniere=Max("actions__le", filter=faites),
        en_retard=Count("actions", filter=prevues, distinct=True)
        + Count("decisions", filter=decisions, distinct=True),
    )
    champs = ("n", "derniere", "en_retard")
    return {r["pk"]: r for r in lignes.order_by().values("pk", *champs)}


def dernieres_actions(engagement, utilisateur, *, le: dt.date):
    """Les dernières actions faites que ce compte peut voir."""
    siennes = Action.objects.visibles_par(utilisateur).faites().filter(engagements=engagement)
    return siennes.filter(le__lte=le).select_related("etablissement", "disp")[:DERNIERES]


def retards(engagement, utilisateur, *, le: dt.date) -> Retards:
    """Actions prévues dont le jour est passé, et décisions échues, pour cet engagement."""
    prevues = Action.objects.visibles_par(utilisateur).filter(
        engagements=engagement, etat=Action.Etat.PREVUE, le__lt=le
    )
    return Retards(
        list(prevues.select_related("etablissement", "disp").order_by("le")),
        list(decisions_ouvertes(le=le).filter(engagement=engagement, echeance__lt=le)),
    )


def decisions_ouvertes(*, le: dt.date):
    """Décidé et pas encore fait."""
    return Decision.objects.filter(
        Q(faite_le=None) | Q(faite_le__gt=le), Q(abandonnee_le=None) | Q(abandonnee_le__gt=le)
    ).select_related("point__categorie", "engagement__categorie")


def points_de(categorie, utilisateur, *, le: dt.date):
    """La frise des points de la catégorie, reconductions comprises, du plus récent au premier."""
    visibles = PointDeSuivi.objects.visibles_par(utilisateur).filter(le__lte=le)
    return visibles.filter(categorie=categorie).prefetch_related("appreciations", "decisions")
