"""Le journal des téléchargements : qui, dans son association, a emporté quelle liste."""

from django.core.paginator import Paginator
from django.shortcuts import render

from benevoles.forms.telechargements import FiltreTelechargementsForm
from benevoles.models import Telechargement
from benevoles.telechargements import JOURNAL
from partenariat.acces import directions

PAR_PAGE = 50


@directions
def telechargements(request):
    """Le plus récent d'abord ; d'un an au plus."""
    filtre, trouves = _trouves(request)
    page = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "benevoles/telechargements.html", {"filtre": filtre, "page": page})


@directions
def telechargements_export(request, format):
    filtre, trouves = _trouves(request)
    return JOURNAL.telecharger(request, trouves, format=format, filtre=filtre)


def _trouves(request):
    filtre = FiltreTelechargementsForm(request.GET)
    return filtre, filtre.filtrer(Telechargement.objects.visibles_par(request.user))
