"""Ce que le langage des gabarits ne sait pas dire."""

from django import template

register = template.Library()


@register.filter
def cle(dictionnaire, valeur):
    """La valeur d'un dictionnaire pour une clé variable ; rien si elle manque."""
    return dictionnaire.get(valeur)
