"""Ce que chaque requête traverse : écritures en une transaction, second facteur exigé."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect

SANS_EFFET = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Pages permises tant que le second facteur manque : celles qui servent à le poser, ou à partir.
SANS_SECOND_FACTEUR = ("mfa_", "account_logout", "account_reauthenticate")


class EcrituresAtomiques:
    """Une requête qui écrit est une transaction : tout ou rien. Une lecture n'en ouvre pas.

    Préféré à ATOMIC_REQUESTS, qui sur SQLite ferait prendre le verrou d'écriture à chaque lecture.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, vue, args, kwargs):
        if request.method in SANS_EFFET:
            return None
        with transaction.atomic():
            return vue(request, *args, **kwargs)


class SecondFacteurObligatoire:
    """Directions, SPIP et administration technique posent d'abord un second facteur."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, vue, args, kwargs):
        compte = request.user
        if not (settings.SECOND_FACTEUR_OBLIGATOIRE and compte.is_authenticated):
            return None
        nom = request.resolver_match.url_name or ""
        if nom.startswith(SANS_SECOND_FACTEUR) or not compte.droits.second_facteur_requis:
            return None
        if is_mfa_enabled(compte):
            return None
        messages.info(
            request,
            "Votre rôle demande un second facteur : une application d’authentification ou une clé"
            " d’accès. Choisissez ci-dessous, cela prend deux minutes.",
        )
        return redirect("mfa_index")
