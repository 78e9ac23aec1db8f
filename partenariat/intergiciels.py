"""Ce que chaque requête traverse : en-têtes, écritures atomiques, second facteur, charte."""

from allauth.account.middleware import AccountMiddleware
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from partenariat.histoire import auteur

SANS_EFFET = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Pages permises tant que le second facteur manque : celles qui servent à le poser, ou à partir.
SANS_SECOND_FACTEUR = ("mfa_", "account_logout", "account_reauthenticate")
# Les codes de secours remplacent un second facteur égaré ; ils n'en sont pas un.
SECONDS_FACTEURS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

# La charte attend : restent la lire, entrer et sortir, savoir ce que l'outil tient de soi.
SANS_CHARTE = ("charte", "notice", "qui_voit_quoi", "account_", "mfa_", "mes_donnees")
SANS_CHARTE += ("demande_de_personne_nouvelle",)

FACULTES = ("camera", "display-capture", "geolocation", "gyroscope", "magnetometer")
FACULTES += ("microphone", "midi", "payment", "usb", "browsing-topics")
ENTETES = {
    "Permissions-Policy": ", ".join(f"{faculte}=()" for faculte in FACULTES),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class EntetesDeSecurite:
    """Ce que Django et la CSP ne disent pas, sur toute réponse, erreurs et fichiers compris.

    La page d'un compte ne se garde nulle part : sur un poste partagé, le bouton « Précédent » ne la
    rend pas après la déconnexion. Une vue qui règle elle-même sa conservation a le dernier mot : ce
    que le navigateur en a gardé (`partenariat.revalidation`), la déconnexion le lui fait oublier.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        reponse = self.get_response(request)
        for entete, valeur in ENTETES.items():
            reponse.headers.setdefault(entete, valeur)
        if "Cache-Control" not in reponse and self._est_connecte(request):
            reponse["Cache-Control"] = "private, no-store"
        if request.method == "POST" and request.path == reverse("account_logout"):
            reponse["Clear-Site-Data"] = '"cache"'
        return reponse

    @staticmethod
    def _est_connecte(request):
        """Une réponse faite avant la session (redirection vers HTTPS) n'a pas de compte."""
        return hasattr(request, "user") and request.user.is_authenticated


class AdressesSansNul:
    """Une adresse qui porte le caractère NUL se lit sans lui : PostgreSQL le refuse partout."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        parametres = request.META.get("QUERY_STRING", "")
        request.META["QUERY_STRING"] = parametres.replace("%00", "")
        request.path_info = request.path_info.replace("\x00", "")
        return self.get_response(request)


class EcrituresAtomiques:
    """Une requête qui écrit est une transaction, dont l'auteur est le compte connecté.

    Tout ou rien. Une lecture n'en ouvre pas.

    Préféré à ATOMIC_REQUESTS, qui sur SQLite ferait prendre le verrou d'écriture à chaque lecture.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.reponse_d_allauth = AccountMiddleware(get_response).process_exception

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, vue, args, kwargs):
        if request.method in SANS_EFFET:
            return None
        try:
            with transaction.atomic(), auteur(request.user):
                return vue(request, *args, **kwargs)
        except (ImmediateHttpResponse, ReauthenticationRequired) as demande:
            # Django ne soumet pas aux intergiciels une exception levée ici.
            return self.reponse_d_allauth(request, demande)


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
        if is_mfa_enabled(compte, SECONDS_FACTEURS):
            return None
        messages.info(
            request,
            "Votre rôle demande un second facteur : une application d’authentification ou une clé"
            " d’accès. Choisissez ci-dessous, cela prend deux minutes.",
        )
        return redirect("mfa_index")


class CharteAcceptee:
    """Toute page mène à la charte tant que sa version en vigueur n'est pas acceptée."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, vue, args, kwargs):
        compte, nom = request.user, request.resolver_match.url_name or ""
        ouverte = not getattr(vue, "login_required", True) or nom.startswith(SANS_CHARTE)
        if ouverte or not compte.is_authenticated or compte.charte_acceptee:
            return None
        return redirect(reverse("charte", query={"next": request.get_full_path()}))
