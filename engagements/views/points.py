"""Le suivi thématique : les points, les appréciations, les décisions."""

from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.points import AppreciationForm, DecisionForm, PointForm, SuiteForm
from engagements.models import Appreciation, Categorie, Decision, PointDeSuivi
from partenariat.acces import directions, membres


@membres
def point(request, pk):
    """Un point : ce que chaque association en pense, ce qui a été décidé, ce qui est fait."""
    point = _point(request, pk)
    decisions = point.decisions.select_related("engagement__categorie")
    donnees = {a.association for a in point.appreciations.all()}
    contexte = {
        "point": point,
        "decisions": decisions,
        "aujourdhui": localdate(),
        "la_sienne": request.user.droits.direction in donnees,
    }
    return render(request, "engagements/point.html", contexte)


@directions
def point_nouveau(request, code, numero):
    categories = Categorie.objects.select_related("convention")
    categorie = get_object_or_404(categories, convention__code=code, numero=numero)
    instance = PointDeSuivi(categorie=categorie)
    return repondre(
        request,
        ouvrir(request, PointForm, instance=instance, initial={"le": localdate()}),
        dire=lambda p: "Le point est noté : donnez maintenant l’appréciation de votre association.",
        suite=lambda p: p.get_absolute_url(),
        titre=f"Point de suivi : {categorie.court}",
        bouton="Noter ce point",
        retour=categorie.get_absolute_url(),
    )


@directions
def point_appreciation(request, pk):
    """L'appréciation de sa propre association ; celle d'avant, s'il y en a une, est corrigée."""
    point, association = _point(request, pk), request.user.droits.direction
    ancienne = point.appreciations.filter(association=association).first()
    initial = {"avis": ancienne.avis, "commentaire": ancienne.commentaire} if ancienne else {}
    instance = Appreciation(point=point, association=association)
    return repondre(
        request,
        ouvrir(request, AppreciationForm, instance=instance, initial=initial),
        dire=lambda a: "L’appréciation de votre association est notée.",
        titre=f"Appréciation de {association}",
        explication=f"{point.titre}. Celle de l’autre association reste la sienne.",
        bouton="Enregistrer",
        retour=point.get_absolute_url(),
    )


@directions
def decision_nouvelle(request, pk):
    point = _point(request, pk)
    return repondre(
        request,
        ouvrir(request, DecisionForm, instance=Decision(point=point)),
        dire=lambda d: "La décision est notée.",
        titre="Noter une décision",
        explication=point.titre,
        bouton="Noter la décision",
        retour=point.get_absolute_url(),
    )


@directions
def decision_suite(request, pk):
    """Faite, abandonnée, ou encore à faire."""
    visibles = PointDeSuivi.objects.visibles_par(request.user)
    decisions = Decision.objects.filter(point__in=visibles).select_related("point")
    decision = get_object_or_404(decisions, pk=pk)
    return repondre(
        request,
        ouvrir(request, SuiteForm, instance=decision),
        dire=lambda d: "La suite de la décision est notée.",
        titre="Suite d’une décision",
        explication=decision.texte,
        bouton="Enregistrer",
        retour=decision.point.get_absolute_url(),
    )


def _point(request, pk):
    points = PointDeSuivi.objects.visibles_par(request.user)
    return get_object_or_404(points.select_related("categorie__convention"), pk=pk)
