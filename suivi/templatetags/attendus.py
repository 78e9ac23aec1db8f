"""Ce qui attend le lecteur, sur la page où il arrive."""

from django import template

from suivi.attendus import MONTRES, attendus

register = template.Library()


@register.inclusion_tag("suivi/_attendus.html", takes_context=True)
def a_faire(context):
    tous = attendus(context["user"], le=context["aujourdhui"])
    return {"attendus": tous[:MONTRES], "nombre": len(tous)}
