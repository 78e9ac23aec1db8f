"""Ce que les directions règlent : anniversaire, reconduction, engagements, cibles, relevés."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.convention import (
    AnniversaireForm,
    CibleForm,
    EngagementForm,
    ReconductionForm,
    ReleveForm,
)
from engagements.models import Cible, Convention, Engagement, Indicateur, Releve
from partenariat.acces import directions


@directions
def convention_modification(request, code):
    convention = get_object_or_404(Convention, code=code)
    return repondre(
        request,
        ouvrir(request, AnniversaireForm, instance=convention),
        dire=lambda c: f"L’anniversaire est le {c.anniversaire_jour}/{c.anniversaire_mois:02}.",
        titre="Jour anniversaire",
        explication="Chaque année de convention commence ce jour-là.",
        bouton="Enregistrer",
        retour=convention.get_absolute_url(),
    )


@directions
def convention_nouvelle(request, code):
    """Une nouvelle convention reprend les engagements gardés, avec leur histoire."""
    ancienne = get_object_or_404(Convention, code=code)
    form = ouvrir(request, ReconductionForm, instance=Convention(), ancienne=ancienne)
    return repondre(
        request,
        form,
        dire=lambda c: f"« {c} » est enregistrée.",
        suite=lambda c: c.get_absolute_url(),
        titre=f"Reconduire : {ancienne}",
        bouton="Enregistrer la nouvelle convention",
        retour=ancienne.get_absolute_url(),
    )


@directions
def engagement_modification(request, pk):
    engagements = Engagement.objects.select_related("categorie__convention")
    engagement = get_object_or_404(engagements, pk=pk)
    return repondre(
        request,
        ouvrir(request, EngagementForm, instance=engagement),
        dire=lambda e: "L’engagement est modifié ; son histoire garde ce qu’il était.",
        titre=f"Modifier l’engagement {engagement.numero}",
        explication=engagement.texte,
        bouton="Enregistrer",
        retour=engagement.get_absolute_url(),
    )


@directions
def cible(request, pk):
    """La cible d'un indicateur, une année."""
    return _valeur(request, pk, CibleForm, Cible, "Fixer une cible", "La cible est fixée.")


@directions
def releve(request, pk):
    """Une valeur que l'application ne calcule pas, au nom de sa propre association."""
    nom = request.user.droits.direction
    return _valeur(
        request,
        pk,
        ReleveForm,
        Releve,
        "Saisir une valeur",
        "La valeur est notée.",
        association=nom,
    )


def _valeur(request, pk, formulaire, modele, titre, phrase, **champs):
    indicateurs = Indicateur.objects.select_related("engagement__categorie__convention")
    indicateur = get_object_or_404(indicateurs, pk=pk)
    convention = indicateur.engagement.categorie.convention
    instance = modele(indicateur=indicateur, **champs)
    initial = {"annee": convention.annee_du(localdate())}
    return repondre(
        request,
        ouvrir(request, formulaire, instance=instance, annees=convention.annees(), initial=initial),
        dire=lambda _: phrase,
        titre=f"{titre} : engagement {indicateur.engagement.numero}",
        bouton="Enregistrer",
        retour=indicateur.engagement.get_absolute_url(),
    )
