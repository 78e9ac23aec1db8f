"""Répondre à une invitation ; retirer quelqu'un de la liste."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.reunions.gestes import ReponseForm, RetraitForm
from engagements.models import Convocation, Reunion
from partenariat.acces import membres, saisie


@membres
def reponse(request, pk):
    """Pour soi ; ou, pour qui n'a pas de compte, notée par qui tient la réunion à jour."""
    convocation = _convocation(request, pk)
    pour_moi = convocation.son_compte == request.user
    form = ouvrir(request, ReponseForm, convocation=convocation)
    return repondre(
        request,
        form,
        dire=lambda r: _recu(form, pour_moi),
        titre="Votre réponse" if pour_moi else f"Réponse de {convocation.personne}",
        explication=convocation.reunion.titre,
        bouton="Enregistrer la réponse",
        **_page(convocation),
    )


@saisie
def reunion_retrait(request, pk):
    """Retirer quelqu'un : s'il avait été invité, il en est prévenu."""
    convocation = _convocation(request, pk, a_jour=True)
    return repondre(
        request,
        ouvrir(request, RetraitForm, convocation=convocation),
        dire=lambda r: "Cette personne n’est plus sur la liste.",
        titre="Retirer de la liste",
        explication=f"{convocation.personne}, {convocation.titre}.",
        bouton="Retirer de la liste",
        danger=True,
        **_page(convocation),
    )


def _convocation(request, pk, *, a_jour=False):
    """La sienne, ou celle d'une réunion qu'on tient à jour ; même retirée : la page le dira."""
    toutes = Convocation.objects.nommees().select_related("reunion")
    tenues = toutes.filter(reunion__in=Reunion.objects.modifiables_par(request.user))
    permises = tenues if a_jour else tenues | toutes.de(request.user)
    return get_object_or_404(permises, pk=pk)


def _page(convocation):
    reunion = convocation.reunion
    retour = reunion.get_absolute_url()
    return {"retour": retour, "fil": [(reverse("reunions"), "Réunions"), (retour, reunion.titre)]}


def _recu(form, pour_moi):
    if form.deja:
        return "C’était déjà enregistré : rien n’a changé."
    qui = "Votre réponse est enregistrée" if pour_moi else "La réponse est notée"
    quand = timezone.localtime(form.maintenant)
    return f"{qui}, le {quand:%d/%m/%Y à %H:%M}."
