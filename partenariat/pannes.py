"""La page de panne : la base qui ne répond pas n'est pas une erreur du logiciel, et se dit."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views.defaults import server_error

REESSAYER = 30  # secondes : le temps d'un redémarrage de la base


def panne(request):
    """503 et quand réessayer si la base est absente ; 500 pour tout le reste."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    return HttpResponse(
        loader.get_template("503.html").render(), status=503, headers={"Retry-After": REESSAYER}
    )
