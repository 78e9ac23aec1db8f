"""`/.well-known/security.txt` (RFC 9116) : à qui signaler une faille de sécurité."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from partenariat.acces import public

VALABLE = dt.timedelta(days=180)  # la norme demande moins d'un an


@public
@require_safe
def signalement(request):
    """Toujours à jour : la date d'expiration part de la lecture."""
    if not settings.CONTACT_SECURITE:
        raise Http404
    expire = (timezone.now() + VALABLE).replace(microsecond=0)
    lignes = [
        f"Contact: {_adresse(settings.CONTACT_SECURITE)}",
        f"Expires: {expire.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.ADRESSE_DU_SITE}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type="text/plain; charset=utf-8")


def _adresse(contact):
    return contact if ":" in contact else f"mailto:{contact}"
