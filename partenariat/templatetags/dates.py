"""Les dates telles qu'on les lit, et les jours que l'on demande le plus souvent."""

import datetime as dt

from django import template
from django.template.defaultfilters import date as ecrire

from partenariat.periodes import ajouter_mois

register = template.Library()

DEBUT_DE_LA_CONVENTION = dt.date(2014, 1, 1)


@register.filter(expects_localtime=True)
def en_lettres(jour):
    """« 1er janvier 2014 » : le premier du mois s'écrit avec son ordinal."""
    return ecrire(jour, r"1\e\r F Y" if jour.day == 1 else "j F Y")


@register.filter(expects_localtime=True)
def en_lettres_et_heure(instant):
    """« 1er janvier 2014 à 9 h 05 », heure de Paris."""
    return f"{en_lettres(instant)} à {instant.hour}\u00a0h\u00a0{instant.minute:02}"


@register.filter
def en_chiffres(jour):
    """« 01/09/2014 », pour les longues listes : dix fois plus vite que `date:"d/m/Y"`."""
    return f"{jour:%d/%m/%Y}" if jour else ""


@register.simple_tag
def jours_usuels(aujourdhui):
    """Les raccourcis du choix de la date ; rien pour aujourd'hui, que l'adresse ne dit pas."""
    return [
        ("1er janvier 2014", DEBUT_DE_LA_CONVENTION.isoformat()),
        ("il y a un an", ajouter_mois(aujourdhui, -12).isoformat()),
        ("aujourd’hui", None),
        ("dans 6 mois", ajouter_mois(aujourdhui, 6).isoformat()),
    ]
