"""L'accueil d'un agent du SPIP : ce qu'il y a à décider, ce qui l'a été."""

from django.shortcuts import render
from django.utils.timezone import localdate

from engagements.demandes.fiche import lignes_du_spip
from partenariat.acces import agents_spip


@agents_spip
def a_decider(request):
    """Les demandes de son service : à décider, la plus ancienne d'abord ; puis décidées."""
    return render(
        request, "engagements/a_decider.html", lignes_du_spip(request.user, le=localdate())
    )
