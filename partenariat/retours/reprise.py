"""Une adresse bonne malgré un retour : on y écrit de nouveau."""

from django.contrib import messages

from partenariat.models import AdresseEnEchec


def reprendre(request, *adresses):
    """L'auteur de la page tient ces adresses : il sait qu'elles reçoivent."""
    AdresseEnEchec.objects.reessayer(*adresses)
    messages.success(request, "C’est noté : les prochains courriels partiront.")
