"""Ce que changerait un seuil, avant de l'enregistrer."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from benevoles.couverture.calcul import Couverture, couverture
from benevoles.couverture.faits import Regle, lire_faits
from benevoles.couverture.statuts import StatutVP
from etablissements.models import Etablissement


@dataclass(frozen=True, slots=True)
class Changement:
    """Un établissement dont le statut VP changerait."""

    avant: Couverture
    apres: Couverture


@dataclass(frozen=True, slots=True)
class Apercu:
    """Les établissements du type, avec le seuil en vigueur puis avec le nouveau."""

    nombre: int
    avant: Counter
    apres: Counter
    besoin_avant: int
    besoin_apres: int
    changements: list[Changement]

    @property
    def statuts(self):
        return [(statut, self.avant[statut], self.apres[statut]) for statut in reversed(StatutVP)]


def apercu(type_etablissement: str, regle: Regle, *, le: dt.date) -> Apercu:
    """L'effet de `regle` sur les établissements de ce type ouverts ce jour-là."""
    ouverts = Etablissement.objects.ouverts(le=le).filter(type=type_etablissement)
    faits = lire_faits(ouverts.select_related("departement"), le=le)
    paires = [
        Changement(couverture(f, le=le), couverture(f, le=le, seuil=regle)) for f in faits.values()
    ]
    return Apercu(
        nombre=len(paires),
        avant=Counter(p.avant.statut_vp for p in paires),
        apres=Counter(p.apres.statut_vp for p in paires),
        besoin_avant=sum(p.avant.besoin_vp for p in paires),
        besoin_apres=sum(p.apres.besoin_vp for p in paires),
        changements=[p for p in paires if p.avant.statut_vp != p.apres.statut_vp],
    )
