"""Mes rendez-vous dans mon agenda : un flux à l'adresse secrète, et chaque réunion à part."""

import hashlib
import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, quote_etag
from django.utils.http import http_date

from engagements.models import AbonnementAgenda, Reunion
from engagements.reunions.abonnement import (
    abonnement_du_jeton,
    derniere_modification,
    evenements,
    jeton,
    noter_la_lecture,
)
from engagements.reunions.agenda import evenement, flux
from partenariat.acces import membres, public


@membres
def agenda(request):
    """L'adresse de mon flux, comment l'ajouter, et de quoi la changer."""
    if request.method == "POST":
        AbonnementAgenda.objects.update_or_create(
            compte=request.user,
            defaults={"tirage": uuid.uuid4(), "cree_le": timezone.now(), "lu_le": None},
        )
        messages.success(
            request, "Voici votre adresse. Si vous en aviez une autre, elle ne vaut plus."
        )
        return redirect("agenda")
    mien = AbonnementAgenda.objects.filter(compte=request.user).first()
    adresse = mien and request.build_absolute_uri(reverse("agenda_flux", args=[jeton(mien)]))
    contexte = {
        "abonnement": mien,
        "adresse": adresse,
        "evenements": [
            e for e in evenements(request.user, maintenant=timezone.now()) if e.fin > timezone.now()
        ],
    }
    return render(request, "reunions/agenda.html", contexte)


@public
def agenda_flux(request, jeton):
    """Le flux d'un compte : qui a l'adresse le lit, d'où le tirage qu'on peut changer."""
    abonnement, maintenant = abonnement_du_jeton(jeton), timezone.now()
    if abonnement is None:
        raise Http404
    noter_la_lecture(abonnement, maintenant=maintenant)
    contenu = flux(evenements(abonnement.compte, maintenant=maintenant))
    change_le = derniere_modification(abonnement)
    reponse = _fichier(contenu, "agenda.ics")
    reponse["ETag"] = quote_etag(hashlib.sha256(contenu).hexdigest()[:32])
    reponse["Last-Modified"] = http_date(change_le.timestamp())
    return get_conditional_response(request, reponse["ETag"], int(change_le.timestamp()), reponse)


@membres
def reunion_ics(request, pk):
    """Une réunion, pour l'ajouter à son agenda à la main."""
    objet = get_object_or_404(Reunion.objects.visibles_par(request.user), pk=pk)
    reponse = _fichier(flux([evenement(objet)]), f"reunion-{objet.pk}.ics")
    reponse["Content-Disposition"] = f'attachment; filename="reunion-{objet.pk}.ics"'
    return reponse


def _fichier(contenu, nom):
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = f'inline; filename="{nom}"'
    patch_cache_control(reponse, private=True, max_age=900)
    return reponse
