"""Ce qu'une page dit d'un formulaire refusé : dans son titre, et dans le résumé des erreurs."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.simple_tag(takes_context=True)
def si_erreur(context):
    """« Erreur : » quand un formulaire de la page est refusé : le titre est lu en premier."""
    valeurs = context.flatten().values()
    refuse = any(isinstance(v, BaseForm) and v.is_bound and v.errors for v in valeurs)
    return "Erreur\u00a0: " if refuse else ""


@register.filter
def problemes(form):
    """« Il y a 2 problèmes »."""
    nombre = sum(len(erreurs) for erreurs in form.errors.values())
    return f"Il y a {nombre} problème{'s' if nombre > 1 else ''}"


@register.filter
def ancre(champ):
    """L'identifiant où mène une erreur : le premier choix, quand le champ en est un groupe."""
    return f"{champ.auto_id}_0" if champ.use_fieldset else champ.auto_id
