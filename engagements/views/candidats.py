"""Les candidats d'une recherche : les noter, les faire avancer d'un geste, les corriger."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.recrutements import CandidatForm, CorrectionCandidatForm, EtapeForm
from engagements.models import Candidat, Recrutement
from partenariat.acces import saisie


@saisie
def candidat_nouveau(request, pk):
    siennes = Recrutement.objects.modifiables_par(request.user).select_related("etablissement")
    recherche = get_object_or_404(siennes, pk=pk)
    return repondre(
        request,
        ouvrir(request, CandidatForm, instance=Candidat(recrutement=recherche)),
        dire=lambda c: f"{c} est noté.",
        titre="Noter un candidat",
        explication=str(recherche),
        bouton="Enregistrer",
        retour=recherche.get_absolute_url(),
        fil=_fil(recherche),
    )


@saisie
def candidat_modification(request, pk):
    candidat = _candidat(request, pk)
    return repondre(
        request,
        ouvrir(request, CorrectionCandidatForm, instance=candidat),
        dire=lambda c: f"{c} : c’est corrigé.",
        titre="Corriger un candidat",
        bouton="Enregistrer",
        retour=candidat.recrutement.get_absolute_url(),
        fil=_fil(candidat.recrutement),
    )


@saisie
@require_POST
def candidat_etape(request, pk):
    """L'étape suivante, ou « a renoncé », d'un geste ; deux fois, un seul effet."""
    candidat, form = _candidat(request, pk, verrou=True), EtapeForm(request.POST)
    if form.is_valid() and form.cleaned_data["etape"] != candidat.etape:
        if form.cleaned_data["version"] == candidat.version:
            candidat.passer(form.cleaned_data["etape"], par=request.user, le=localdate())
            messages.success(request, f"{candidat} : {candidat.get_etape_display()}.")
        else:
            messages.warning(
                request, f"La fiche de {candidat} vient de changer : regardez où elle en est."
            )
    return redirect(candidat.recrutement)


def _candidat(request, pk, *, verrou=False):
    siens = Candidat.objects.modifiables_par(request.user)
    if verrou:
        siens = siens.select_for_update(of=("self",))
    return get_object_or_404(siens.select_related("recrutement__etablissement"), pk=pk)


def _fil(recherche):
    return [
        (reverse("recrutements"), "Recrutements"),
        (recherche.get_absolute_url(), str(recherche)),
    ]
