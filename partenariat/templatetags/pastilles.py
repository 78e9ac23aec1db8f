"""La pastille d'un statut, écrite une fois pour toutes : une liste en montre cent."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
def pastille(statut):
    """Comme `{% include "composants/pastille.html" %}`, pour les longues listes."""
    return _pastille(type(statut), statut.value, statut.label)


@lru_cache(maxsize=100)
def _pastille(sorte, valeur, libelle):
    return render_to_string(
        "composants/pastille.html", {"valeur": {"value": valeur, "label": libelle}}
    )
