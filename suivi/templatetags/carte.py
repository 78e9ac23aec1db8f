"""Ce qu'une page dit de la carte qu'elle montre : son adresse et ses onglets."""

from dataclasses import dataclass

from django import template
from django.http import QueryDict
from django.urls import reverse

from suivi.carte import VUE_PAR_DEFAUT, VUES, Vue

register = template.Library()


@dataclass(frozen=True, slots=True)
class CarteDemandee:
    """La vue choisie (`?carte=cp`) et l'adresse du SVG, à la date et dans la DISP de la page."""

    vue: Vue
    adresse: str

    @property
    def vues(self):
        return VUES.values()


@register.simple_tag(takes_context=True)
def carte_demandee(context):
    vue = VUES.get(context["request"].GET.get("carte"), VUE_PAR_DEFAUT)
    parametres = QueryDict(context["suffixe_au"].removeprefix("?"), mutable=True)
    parametres["vue"] = vue.cle
    if disp := context.get("disp"):
        parametres["disp"] = disp.code
    return CarteDemandee(vue, f"{reverse('carte')}?{parametres.urlencode()}")
