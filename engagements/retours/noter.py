"""Noter ce qui revient."""

import datetime as dt

from django.db import transaction

from engagements.models import Avis
from partenariat.models import AdresseEnEchec
from partenariat.retours.lecture import lire_les_retours
from partenariat.retours.marques import avis_de


@transaction.atomic
def noter_les_retours(octets: bytes, *, maintenant: dt.datetime) -> int:
    """Lit un courriel reçu ; rend le nombre de retours notés, zéro si ce n'en est pas un."""
    retours = lire_les_retours(octets)
    for retour in retours:
        motif = AdresseEnEchec.Motif(retour.motif)
        Avis.objects.filter(pk=avis_de(retour.marque), adresse__iexact=retour.adresse).update(
            revenu_le=maintenant, erreur=motif.label
        )
        if retour.definitif:
            AdresseEnEchec.objects.update_or_create(
                adresse=retour.adresse, defaults={"le": maintenant, "motif": motif}
            )
    return len(retours)
