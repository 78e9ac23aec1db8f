"""La page de panne : une base ou des fichiers muets ne sont pas une erreur du logiciel."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader

from partenariat.journaux.identifiants import identifiant_courant
from partenariat.rangement import RangementMuet

REESSAYER = 30  # secondes : le temps d'un redémarrage de la base


def panne(request):
    """503 et quand réessayer si la base ou les fichiers manquent ; 500 pour tout le reste."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError | RangementMuet):
        return HttpResponse(_page("503.html"), status=503, headers={"Retry-After": REESSAYER})
    return HttpResponse(_page("500.html"), status=500)


def _page(gabarit):
    """Avec le numéro sous lequel le journal garde la panne."""
    return loader.get_template(gabarit).render({"numero": identifiant_courant()})
