"""Ce que chaque page sait : la date « au … », et s'il s'agit de la démonstration."""

from django.conf import settings
from django.utils.timezone import localdate

from partenariat.dates import jour_demande, suffixe


def site(request):
    return {
        "DEMO": settings.DEMO,
        "au": jour_demande(request),
        "suffixe_au": suffixe(request),
        "aujourdhui": localdate(),
    }
