"""La navigation principale, écrite une fois par page et pour tous ceux qui ont la même."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string

from partenariat.menu import menu

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context):
    """Les liens du menu, à poser dans un `<nav>` : la page les porte deux fois."""
    droits, trouvee = context["user"].droits, context["request"].resolver_match
    ecrire = _ecrire.__wrapped__ if settings.DEBUG else _ecrire
    return ecrire(*menu(droits), trouvee and trouvee.url_name, droits.est_membre)


@lru_cache(maxsize=500)
def _ecrire(principales, secondaires, ici, replier):
    contexte = {
        "principales": principales,
        "secondaires": secondaires,
        "ici": ici,
        "replier": replier,
    }
    return render_to_string("composants/navigation.html", contexte)
