"""L'état du système : pour la personne qui en a la charge, et pour Prometheus."""

import ipaddress

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from partenariat.acces import gestion_des_roles, public
from suivi.etat.constats import constats, pire
from suivi.etat.mesures import mesurer
from suivi.etat.metriques import texte_des_metriques

RELAYEE = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded")


@gestion_des_roles
def etat_du_systeme(request):
    mesures = mesurer(timezone.now())
    faits = constats(mesures)
    contexte = {"constats": faits, "niveau": pire(faits), "a": mesures.a}
    return render(request, "suivi/etat_du_systeme.html", contexte | {"version": settings.VERSION})


@public
@require_safe
@never_cache
def metriques(request):
    """Aucune donnée personnelle, mais rien qui regarde le public : 404 pour qui n'y a pas droit."""
    if not _peut_lire_les_metriques(request):
        raise Http404
    texte = texte_des_metriques(mesurer(timezone.now()))
    return HttpResponse(texte, content_type=CONTENT_TYPE_LATEST)


def _peut_lire_les_metriques(request):
    """Le jeton ; ou cette machine même, sans passer par le mandataire, d'où tout semble local."""
    porte, _, jeton = request.headers.get("Authorization", "").partition(" ")
    if settings.METRIQUES_JETON and porte == "Bearer":
        return constant_time_compare(jeton, settings.METRIQUES_JETON)
    if any(entete in request.headers for entete in RELAYEE):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
