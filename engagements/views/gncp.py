"""L'étude d'une adhésion d'AUXILIA au GNCP : où elle en est, et ses étapes."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.gncp import CorrectionEtapeForm, EtapeForm
from engagements.gncp.etude import etude
from engagements.models import EtapeGncp
from engagements.tableaux import GNCP
from partenariat.acces import directions, pilotage


@pilotage
def gncp(request):
    """L'état de l'étude, sa frise, sa prochaine date, qui aide."""
    etapes = EtapeGncp.objects.visibles_par(request.user).prefetch_related("pieces")
    return render(request, "gncp/etude.html", {"etude": etude(etapes, le=localdate())})


@pilotage
def gncp_export(request, format):
    """Les étapes que montre la page."""
    connues = etude(EtapeGncp.objects.visibles_par(request.user), le=localdate()).etapes
    return GNCP.telecharger(request, connues, format=format)


@directions
def gncp_etape_nouvelle(request):
    initial = {"le": localdate(), "association": request.user.droits.direction}
    return repondre(
        request,
        ouvrir(request, EtapeForm, initial=initial),
        dire=lambda etape: "L’étape est notée. Vous pouvez y joindre des fichiers.",
        titre="Noter une étape",
        explication="La convention demande d’étudier une adhésion, pas d’adhérer.",
        bouton="Noter cette étape",
        retour=reverse("gncp"),
        fil=[(reverse("gncp"), "Étude du GNCP")],
    )


@directions
def gncp_etape_modification(request, pk):
    etape = get_object_or_404(EtapeGncp.objects.modifiables_par(request.user), pk=pk)
    return repondre(
        request,
        ouvrir(request, CorrectionEtapeForm, instance=etape),
        dire=lambda corrigee: "L’étape est corrigée.",
        titre="Corriger une étape",
        bouton="Enregistrer",
        retour=reverse("gncp"),
        fil=[(reverse("gncp"), "Étude du GNCP")],
    )
