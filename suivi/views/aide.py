"""L'aide : le guide de chacun, ouvert à la page d'où il vient ; les guides à imprimer."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from partenariat.acces import public
from partenariat.pdf import PdfImpossible
from suivi.aide.impression import imprimer
from suivi.aide.lecture import GUIDES, IMPRIMABLES, QUESTIONS, guide, guide_du_compte, ou_mener


@public
def aide(request):
    """Mène au guide de ce compte, à la partie qui explique la page d'où il vient."""
    connecte = request.user.is_authenticated
    sien = guide_du_compte(request.user.droits) if connecte else QUESTIONS
    code, ancre = ou_mener(sien, request.GET.get("de", ""))
    return redirect(reverse("aide_guide", args=[code]) + ancre)


@public
def aide_guide(request, code):
    if code not in (*GUIDES, QUESTIONS):
        raise Http404
    autres = [guide(autre) for autre in (QUESTIONS, *GUIDES)]
    return render(request, "suivi/aide/guide.html", {"guide": guide(code), "guides": autres})


@public
def aide_imprimee(request, code):
    """Le guide en une page A4, en PDF."""
    if code not in IMPRIMABLES:
        raise Http404
    try:
        contenu = imprimer(code)
    except PdfImpossible as manque:
        contexte = {"manque": manque, "guide": guide(code)}
        return render(request, "suivi/aide/pdf_impossible.html", contexte, status=503)
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="guide-{code}.pdf"'
    return reponse
