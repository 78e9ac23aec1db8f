"""Le travail en lots : chacun dans sa transaction, une panne n'arrête pas les autres."""

import logging
from collections import Counter
from traceback import format_tb

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction

journal = logging.getLogger(__name__)


def un_par_un(elements, traiter) -> Counter:
    """`traiter(element)` rend les noms de ce qu'il a fait ; rend le compte de chaque nom.

    Une panne est comptée sous « pannes » et journalisée sans son texte : PostgreSQL y recopie la
    ligne refusée, donc des données personnelles.
    """
    bilan = Counter()
    for element in elements:
        try:
            with transaction.atomic():
                faits = traiter(element)
        except (DatabaseError, ObjectDoesNotExist, ValidationError) as panne:
            faits = ["pannes"]
            nom = getattr(element, "__name__", element)
            trace = "".join(format_tb(panne.__traceback__))
            journal.error("%s : %s\n%s", nom, type(panne).__name__, trace)
        bilan.update(faits)
    return bilan
