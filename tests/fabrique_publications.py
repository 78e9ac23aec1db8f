"""De quoi écrire des essais sur les informations communes."""

import datetime as dt

from django.utils import timezone

from engagements.models import Parution, Publication
from partenariat.models import Association


def creer_publication(*, association=Association.ANVP, **champs):
    """Un brouillon de l'ANVP, à publier dès hier."""
    valeurs = {
        "titre": "Une journée commune",
        "chapo": "Les deux associations se retrouvent.",
        "texte": "Le **programme** suit.",
        "publier_le": timezone.now() - dt.timedelta(days=1),
    }
    return Publication.objects.create(association=association, **(valeurs | champs))


def creer_proposee(**champs):
    return creer_publication(**({"proposee_le": timezone.now()} | champs))


def creer_acceptee(*, association=Association.ANVP, **champs):
    maintenant = timezone.now()
    valeurs = {"acceptee_le": maintenant, "accord_de": Association(association).autre}
    return creer_proposee(association=association, **(valeurs | champs))


def creer_parution(*, publication, association=Association.ANVP, media=Parution.Media.SITE):
    jour = timezone.now().date()
    return Parution.objects.create(
        publication=publication, association=association, media=media, le=jour
    )
