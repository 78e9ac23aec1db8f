"""Les heures de formation, par personne et par année."""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from benevoles.models import Benevole
from engagements.models import Inscription
from partenariat.francais import nombre


class Heures(NamedTuple):
    """Ce qu'une personne a suivi cette année-là, au titre d'une association."""

    benevole: Benevole
    association: str
    suivies: list[Inscription]

    @property
    def total(self) -> Decimal:
        return sum((i.heures or Decimal(0) for i in self.suivies), Decimal(0))

    @property
    def affichees(self) -> str:
        return nombre(self.total)


def suivies_par(utilisateur, annee: int) -> list[Heures]:
    """Les personnes que ce compte voit, et leurs heures de l'année ; deux requêtes."""
    visibles = Benevole.objects.visibles_par(utilisateur).values("pk")
    inscriptions = (
        Inscription.objects.visibles_par(utilisateur)
        .filter(benevole__in=visibles, present=True, session__debut__year=annee)
        .select_related("benevole", "session__formation")
        .order_by("benevole__nom", "benevole__prenom", "benevole", "session__debut")
    )
    groupes = defaultdict(list)
    for inscription in inscriptions:
        groupes[inscription.benevole, inscription.association].append(inscription)
    return [Heures(qui, association, liste) for (qui, association), liste in groupes.items()]


def par_annee(inscriptions) -> list[tuple[int, str]]:
    """Le total de chaque année de ces inscriptions suivies, la plus récente d'abord."""
    totaux = defaultdict(Decimal)
    for inscription in inscriptions:
        totaux[inscription.session.debut.year] += inscription.heures or Decimal(0)
    return [(annee, nombre(total)) for annee, total in sorted(totaux.items(), reverse=True)]
