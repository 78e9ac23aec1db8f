"""Les années de convention, pour filtrer ce qui se fait : de la plus récente à la première."""

import datetime as dt
from typing import NamedTuple

from engagements.models import Convention


class Annee(NamedTuple):
    """Du jour anniversaire à la veille du suivant."""

    debut: dt.date
    fin: dt.date

    @property
    def code(self) -> str:
        return f"{self.debut:%Y-%m-%d}"

    def __str__(self):
        return f"{self.debut:%m/%Y} – {self.fin:%m/%Y}"


def annees_commencees(*, le: dt.date) -> list[Annee]:
    """Celles de toutes les conventions, commencées à `le`."""
    toutes = {
        Annee(*convention.periode(annee))
        for convention in Convention.objects.all()
        for annee in convention.annees()
    }
    return sorted((a for a in toutes if a.debut <= min(le, a.fin)), reverse=True)


def annee_en_cours(*, le: dt.date) -> Annee | None:
    """L'année de convention qui contient ce jour ; sans convention, aucune."""
    convention = Convention.objects.du_jour(le)
    return Annee(*convention.periode(convention.annee_du(le))) if convention else None
