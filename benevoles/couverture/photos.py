"""Un jour, en bref : les statuts et les nombres de chaque établissement, sans ce dont ils viennent.

Pour les jours passés que les indicateurs comparent (les anniversaires d'une convention). Ce qui est
long à calculer se garde dans le cache partagé, avec l'endroit du journal des changements où l'on en
était : seul ce qui a changé depuis se relit, quel que soit le processus. Rien n'y est une vérité :
vidé, il se refait.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.core.cache import cache

from benevoles.couverture import calcul, faits, statuts
from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.couverture.panorama import pays_garde
from benevoles.couverture.pays import PAR_LOT, Bilan
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from etablissements.models import Etablissement
from partenariat.memoire import partagee
from partenariat.models import Changement, Repere

UN_JOUR = 24 * 3600  # secondes
DEUX_MOIS = 60 * UN_JOUR
# Une règle corrigée change ce que disait une photo : elle se reprend.
REGLES = hashlib.sha256(
    b"".join(
        Path(module).read_bytes()
        for module in (faits.__file__, calcul.__file__, statuts.__file__, __file__)
    )
).hexdigest()[:12]


class Releve(NamedTuple):
    """Un établissement, un jour : ce que compte un `Bilan`, et l'âge de ses listes."""

    disp_id: int
    effectif_vp: int
    effectif_cp: int
    besoin_vp: int
    manque_vp: bool
    manque_cp: bool
    statut_vp: StatutVP
    statut_cp: StatutCP
    statut_croise: StatutCroise
    confirmee_vp_le: dt.date | None
    confirmee_cp_le: dt.date | None


class Photo(NamedTuple):
    """Les établissements ouverts ce jour-là, par clé primaire, et à quel repère on les a lus."""

    repere: Repere | None
    releves: dict[int, Releve]


def releves(*, le: dt.date) -> Iterable[Releve]:
    """Un relevé par établissement ouvert ce jour-là ; du pays, s'il est déjà en mémoire."""
    if deja := pays_garde(le=le):
        return map(_releve, deja.couvertures)
    return photo(le=le).releves.values()


def photo(*, le: dt.date, pendant: int = UN_JOUR) -> Photo:
    """Celle de ce jour, juste à l'instant, gardée tant de secondes.

    Deux requêtes si rien n'a changé depuis.
    """
    cle = f"couverture-{REGLES}-{le}"
    gardee = cache.get(cle)
    prise = _suivre(gardee, le) or _prendre(le)
    if prise != gardee or pendant > UN_JOUR:
        cache.set(cle, prise, timeout=pendant)
    return prise


def bilan(releves: Iterable[Releve]) -> Bilan:
    """Les nombres de tous ces relevés."""
    resultat = Bilan()
    for releve in releves:
        resultat.ajouter(releve)
    return resultat


def _suivre(gardee, le):
    """La photo remise à jour ; None s'il faut la reprendre."""
    ecart = gardee and gardee.repere and Changement.objects.depuis(gardee.repere)
    if not ecart:
        return None
    touches = Etablissement.objects.filter(pk__in=ecart.etablissements & gardee.releves.keys())
    return Photo(ecart.repere, gardee.releves | _lire(touches, le))


def _prendre(le):
    repere = Changement.objects.dernier()  # avant de lire : ce qui s'écrit entre-temps se relira
    ouverts = [e for e in Etablissement.objects.order_by("pk") if e.est_ouvert(le)]
    return Photo(repere, _lire(ouverts, le))


def _lire(etablissements, le):
    """Par lots : les faits d'un lot sont oubliés avant de lire ceux du suivant."""
    ouverts, lus = list(etablissements), {}
    for debut in range(0, len(ouverts), PAR_LOT):
        for couverture in couvertures(ouverts[debut : debut + PAR_LOT], le=le):
            lus[couverture.etablissement.pk] = _releve(couverture)
    return lus


def _releve(couverture: Couverture) -> Releve:
    champs = (getattr(couverture, champ) for champ in Releve._fields[1:])
    return partagee(Releve(couverture.etablissement.disp_id, *champs))
