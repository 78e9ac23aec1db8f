"""Les courriels des demandes : aucune donnée personnelle, seulement qu'une demande attend."""

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from engagements.models import Avis


def envoyer(cles) -> int:
    """Envoie ceux de ces avis qui ne sont pas encore partis ; rend leur nombre."""
    partis = 0
    for avis in Avis.objects.a_envoyer().filter(cle__in=cles):
        send_mail(
            avis.get_nature_display(),
            render_to_string("engagements/courriels/avis.txt", {"avis": avis}),
            None,
            [avis.adresse],
        )
        avis.envoye_le = timezone.now()
        avis.save(update_fields=["envoye_le"])
        partis += 1
    return partis
