"""La date « au … » que toutes les pages de lecture respectent (`?au=2014-01-01`), et l'année de
celles qui en montrent une à la fois (`?annee=2014`)."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from partenariat.formulaires import ChampJour

PREMIERE_ANNEE = 2014  # celle de la convention
BORNES = dt.date(1990, 1, 1), dt.date(2100, 12, 31)


def jour_demande(request) -> dt.date:
    """Le jour que l'adresse demande, aujourd'hui par défaut ; une date illisible est dite."""
    if not hasattr(request, "_jour_demande"):
        request._jour_demande = _lire(request)
    return request._jour_demande


def annee_demandee(request) -> tuple[int, list[int]]:
    """(l'année que l'adresse demande, celle-ci par défaut ; celles qu'elle peut demander)."""
    cette_annee = localdate().year
    annees = list(range(cette_annee, PREMIERE_ANNEE - 1, -1))
    voulue = request.GET.get("annee", "")
    return (int(voulue) if voulue in map(str, annees) else cette_annee), annees


def suffixe(request) -> str:
    """Ce qu'un lien ajoute pour garder la date affichée ; rien pour aujourd'hui."""
    jour = jour_demande(request)
    return "" if jour == localdate() else f"?au={jour.isoformat()}"


def _lire(request):
    texte = request.GET.get("au", "").strip()
    if not texte:
        return localdate()
    try:
        jour = ChampJour().clean(texte)
    except ValidationError:
        jour = None
    if jour is None or not BORNES[0] <= jour <= BORNES[1]:
        messages.warning(
            request,
            f"La date « {texte[:20]} » n’est pas utilisable : écrivez-la comme 01/09/2014, entre"
            f" {BORNES[0].year} et {BORNES[1].year}. Voici la situation d’aujourd’hui.",
        )
        return localdate()
    return jour
