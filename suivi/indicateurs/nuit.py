"""La nuit : photographier la couverture des jours que comparent les indicateurs."""

import datetime as dt
from collections import Counter

from django.utils.timezone import localdate

from benevoles.couverture.photos import DEUX_MOIS, photo
from engagements.models import Convention
from suivi.indicateurs.series import annees_commencees

VEILLE = dt.timedelta(days=1)


def photographier(maintenant: dt.datetime) -> Counter:
    """Personne n'attendra que ces jours se lisent ; à cent fois le pays, ce sont des secondes."""
    jours = jours_compares(localdate(maintenant))
    for jour in jours:
        photo(le=jour, pendant=DEUX_MOIS)
    return Counter(photos=len(jours))


def jours_compares(le: dt.date) -> list[dt.date]:
    """La veille du premier jour et le dernier jour de chaque année de convention passée."""
    jours = set()
    for convention in Convention.objects.all():
        for annee in annees_commencees(convention, le):
            debut, fin = convention.periode(annee)
            jours |= {debut - VEILLE, fin}
    return sorted(jour for jour in jours if jour < le)
