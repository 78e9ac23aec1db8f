"""Les seules pages sans connexion du métier : les informations communes, sans nom de personne."""

from csp.decorators import csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page

from engagements.models import Publication
from engagements.publications.flux import flux
from engagements.publications.rendu import en_html
from engagements.views.publications import DANS_LE_CADRE
from partenariat.acces import public
from partenariat.replique import lecture_differee

PAR_PAGE = 20
DANS_LE_FLUX = 30
CINQ_MINUTES = 300


@lecture_differee
@public
@conditional_page
def infos(request):
    """Ce que les deux associations font savoir ensemble."""
    page = Paginator(_publiques(), PAR_PAGE).get_page(request.GET.get("page"))
    return _garder(request, render(request, "publications/infos.html", {"page": page}))


@lecture_differee
@public
@conditional_page
def info(request, pk, slug):
    publication = get_object_or_404(_publiques(), pk=pk)
    if request.path != publication.adresse_publique:
        return redirect(publication.adresse_publique, permanent=True)
    contexte = {"publication": publication, "html": en_html(publication.texte)}
    return _garder(request, render(request, "publications/info.html", contexte))


@lecture_differee
@public
@conditional_page
def infos_flux(request):
    contenu = flux(_publiques()[:DANS_LE_FLUX]).writeString("utf-8")
    reponse = HttpResponse(contenu, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(reponse, public=True, max_age=CINQ_MINUTES)
    return reponse


@lecture_differee
@public
@xframe_options_exempt
@csp_update({"frame-ancestors": list(settings.SITES_DES_ASSOCIATIONS)})
@conditional_page
def infos_integrees(request):
    """La petite liste que les sites des deux associations montrent dans un cadre."""
    contexte = {"informations": _publiques()[:DANS_LE_CADRE], "site": settings.ADRESSE_DU_SITE}
    reponse = render(request, "publications/infos_integrees.html", contexte)
    patch_cache_control(reponse, public=True, max_age=CINQ_MINUTES)
    return reponse


def _publiques():
    return Publication.objects.publiques(maintenant=timezone.now())


def _garder(request, reponse):
    """Un cache commun peut garder la page de tous, jamais celle qui porte un menu de compte."""
    if request.user.is_authenticated:
        patch_cache_control(reponse, private=True)
    else:
        patch_cache_control(reponse, public=True, max_age=CINQ_MINUTES)
    return reponse
