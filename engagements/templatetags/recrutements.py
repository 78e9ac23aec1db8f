"""À côté d'un manque : lancer une recherche, ou celle qui est en cours. Une requête par page."""

import datetime as dt

from django import template
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from benevoles.models import Fonction
from benevoles.perimetre import tient_la_liste
from engagements.models import Recrutement
from engagements.recrutements.manques import SANS_RESPONSABLE
from etablissements.models import Etablissement

register = template.Library()


class Recherches:
    """Les recherches ouvertes dans ces établissements, lues quand la première est demandée."""

    def __init__(self, utilisateur, etablissements):
        self.droits, self.etablissements = utilisateur.droits, etablissements

    @cached_property
    def ouvertes(self):
        """Toutes : `recherche` n'en montre que celles des listes que ce compte tient."""
        ouvertes = Recrutement.objects.ouverts().order_by().select_related("responsable")
        if self.etablissements is not None:
            ouvertes = ouvertes.filter(etablissement__in=self.etablissements)
        return {(r.etablissement_id, r.fonction): r for r in ouvertes}


@register.simple_tag(takes_context=True)
def recherches(context, etablissements=None):
    """À prendre une fois par page (`as`) ; rien à une autre date qu'aujourd'hui.

    `etablissements` : ceux dont la page parle ; un seul, plusieurs, ou tous si rien n'est dit.
    """
    au = context.get("au")
    if isinstance(au, dt.date) and au != context["aujourdhui"]:
        return None
    if isinstance(etablissements, Etablissement):
        etablissements = [etablissements]
    return Recherches(context["user"], etablissements)


@register.simple_tag
def recherche(en_cours, etablissement, fonction, manque, court=False):
    """Le lien de cet établissement et de cette fonction ; rien pour qui ne tient pas la liste.

    `court` : sans le responsable ni l'échéance, pour une longue liste.
    """
    fonction = Fonction(fonction.upper())
    if en_cours is None or not tient_la_liste(en_cours.droits, etablissement, fonction):
        return ""
    ouverte = en_cours.ouvertes.get((etablissement.pk, fonction.value))
    if ouverte and court:
        return format_html('<a href="{}">Recherche en cours</a>', ouverte.get_absolute_url())
    if ouverte:
        return format_html(
            '<a href="{}">Recherche en cours</a> <span class="aide">({}, avant le {})</span>',
            ouverte.get_absolute_url(),
            ouverte.responsable or SANS_RESPONSABLE,
            f"{ouverte.echeance:%d/%m/%Y}",
        )
    if not manque:
        return ""
    return format_html(
        '<a class="chercher" href="{}">{}</a>',
        reverse("recrutement_nouveau", args=[etablissement.code, fonction.value.lower()]),
        "Chercher" if court else "Lancer une recherche",
    )
