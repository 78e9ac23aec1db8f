"""La page de connexion ; en démonstration seulement, elle annonce les comptes d'essai."""

from importlib import import_module

from allauth.account.views import LoginView
from django.conf import settings

from partenariat.acces import public


@public
def connexion(request):
    contexte = {"comptes_demo": (), "mot_de_passe_demo": ""}
    if settings.DEMO:
        demo = import_module(settings.COMPTES_DEMO)
        contexte = {"comptes_demo": demo.COMPTES, "mot_de_passe_demo": demo.MOT_DE_PASSE}
    return LoginView.as_view(extra_context=contexte)(request)
