"""La taille d'un fichier, comme on l'écrit en France."""

from django import template

from partenariat.francais import taille

register = template.Library()
register.filter("taille", taille)
