"""Ce qu'une page montre d'une personne : ce que la matrice `partenariat.champs` laisse lire."""

from django import template

from partenariat import champs

register = template.Library()


@register.simple_tag(takes_context=True)
def lisible(context, ligne, nom):
    """Ce champ d'une ligne se montre-t-il ? `{% lisible personne "commune" as … %}`."""
    return champs.lit(_lecteur(context), ligne, nom)


@register.simple_tag(takes_context=True)
def lire(context, ligne, nom):
    """Sa valeur, vide pour qui ne le lit pas : `{% lire personne "commune" as … %}`."""
    return getattr(ligne, nom) if lisible(context, ligne, nom) else ""


@register.simple_tag(takes_context=True)
def colonne_lue(context, champ):
    """Cette colonne se montre-t-elle ? Comme dans le fichier qu'on emporte de la même liste."""
    return champs.voit(champ, champs.regards_du_compte(_lecteur(context).droits))


def _lecteur(context):
    """Celui qui lit la page, même dans ce qu'on y inclut avec `only`."""
    return context.request.user
