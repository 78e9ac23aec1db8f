"""Les fiches jumelles : celles d'une personne que chaque association tient sur la sienne.

Les comparer toutes coûte : une fraction de seconde pour quelques milliers d'adhérents, dix secondes
pour un million. Au-delà de `AUSSITOT`, c'est donc la nuit qu'on les compare ; une fiche corrigée
depuis quitte ses jumelles aussitôt, comme si on l'avait comparée.
"""

import datetime as dt
import threading
from collections import Counter, defaultdict
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import QuerySet

from benevoles.models import Adhesion, Benevole
from engagements.adhesions.rapprochement import personnes
from partenariat.memoire import tant_que_rien_ne_change

AUSSITOT = 20_000  # adhésions
VALABLES = dt.timedelta(days=2)  # au-delà, la nuit n'a pas fait son travail : on compare
CLE = "jumelles-1"
_verrou = threading.Lock()


class Comparaison(NamedTuple):
    """Ce qu'on a trouvé, et quand : par fiche, celle qui désigne la personne."""

    faite_le: dt.datetime
    designees: dict[int, int]


def jumelles(maintenant: dt.datetime) -> dict[int, int]:
    """Par fiche qui a une jumelle, celle qui désigne la personne ; les autres n'y sont pas."""
    moment = heure(maintenant)
    return _de_la_nuit(moment) if sont_nombreux() else _aussitot(moment)


def heure(instant: dt.datetime) -> dt.datetime:
    """L'heure juste passée : ce qui dépend de l'instant ne se refait qu'une fois l'heure."""
    return instant.replace(minute=0, second=0, microsecond=0)


@tant_que_rien_ne_change
def sont_nombreux() -> bool:
    return Adhesion.objects.count() > AUSSITOT


@tant_que_rien_ne_change
def _aussitot(moment):
    return comparer(moment).designees


def _de_la_nuit(moment):
    faite = _gardee(moment) or _comparer_une_fois(moment)
    corrigees = Benevole.objects.filter(modifie_le__gt=faite.faite_le, jumelle="")
    seules = set(corrigees.values_list("pk", flat=True))
    return _sans_les_seules({pk: qui for pk, qui in faite.designees.items() if pk not in seules})


def _gardee(moment):
    lue = cache.get(CLE)
    faite = Comparaison(*lue) if lue else None
    return faite if faite and faite.faite_le <= moment <= faite.faite_le + VALABLES else None


def _comparer_une_fois(moment):
    """Dix pages demandées ensemble ne comparent pas dix fois."""
    with _verrou:
        return _gardee(moment) or _garder(comparer(moment))


def comparer(maintenant: dt.datetime) -> Comparaison:
    """Toutes les fiches d'adhérents, présents et passés."""
    return Comparaison(maintenant, personnes(maintenant=maintenant))


def comparer_la_nuit(maintenant: dt.datetime) -> Counter:
    """Ce que les pages liront jusqu'à la nuit prochaine, quand les adhérents sont nombreux."""
    if not sont_nombreux():
        return Counter()
    faite = _garder(comparer(heure(maintenant)))
    return Counter(jumelles=len(faite.designees))


def adhesions_des(jumelles: dict[int, int]) -> QuerySet[Adhesion]:
    """Toutes les adhésions de ces fiches, dans l'ordre des fiches."""
    return Adhesion.objects.filter(benevole__in=jumelles).order_by("benevole", "debut")


def _garder(comparaison):
    # Sans sa classe : renommée par une version suivante, elle ne se relirait plus.
    cache.set(CLE, tuple(comparaison), timeout=VALABLES.total_seconds())
    return comparaison


def _sans_les_seules(designees):
    """Sans les personnes qui n'ont qu'une fiche ; désignées par la plus ancienne des leurs."""
    fiches = defaultdict(list)
    for pk, qui in designees.items():
        fiches[qui].append(pk)
    groupes = [siennes for siennes in fiches.values() if len(siennes) > 1]
    return {pk: min(siennes) for siennes in groupes for pk in siennes}
