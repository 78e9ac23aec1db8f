"""Ce qui attend le lecteur parmi les demandes, sur la page où il arrive."""

from django import template

from engagements.demandes.liste import nombre_a_faire

register = template.Library()


@register.inclusion_tag("engagements/_a_faire.html", takes_context=True)
def demandes_a_faire(context):
    return {"nombre": nombre_a_faire(context["user"], le=context["aujourdhui"])}
