"""Trente jours après, une fusion est définitive : ce qui la déferait s'efface."""

import datetime as dt
from collections import Counter

from benevoles.models import Fusion
from benevoles.models.fusions import POUR_DEFAIRE


def oublier_les_fusions(maintenant: dt.datetime) -> Counter:
    """Les valeurs de la fiche absorbée, et son nom ; reste qui a fusionné quoi, et quand."""
    passees = Fusion.objects.filter(faite_le__lte=maintenant - POUR_DEFAIRE)
    passees = passees.exclude(changements=[], nom_absorbe="")
    return Counter(fusions_definitives=passees.update(changements=[], nom_absorbe=""))
