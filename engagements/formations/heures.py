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


def qui_a_suivi(utilisateur, annee: int):
    """Les (personne, association) que ce compte voit et qui ont suivi une formation, par nom."""
    # `benevole` seul, parmi les champs demandés, trierait par numéro de fiche.
    ordre = ("benevole__nom", "benevole__prenom", "benevole_id", "association")
    suivies = _suivies(utilisateur, annee).order_by(*ordre)
    return suivies.values_list("benevole_id", "association").distinct()


def suivies_par(utilisateur, annee: int, *, parmi=None) -> list[Heures]:
    """Les heures de chacune cette année-là, ou de celles d'une page de `qui_a_suivi` ; une requête.

    La page ne lit que les siennes : à cent fois le pays, l'année en compte des milliers.
    """
    suivies = _suivies(utilisateur, annee)
    if parmi is not None:
        suivies = suivies.filter(benevole__in={qui for qui, _ in parmi})
    groupes = defaultdict(list)
    for inscription in suivies.order_by("benevole", "association", "session__debut"):
        groupes[inscription.benevole, inscription.association].append(inscription)
    return [
        Heures(qui, association, liste)
        for (qui, association), liste in groupes.items()
        if parmi is None or (qui.pk, association) in parmi
    ]


def _suivies(utilisateur, annee):
    inscriptions = Inscription.objects.des_personnes_visibles_par(utilisateur)
    return inscriptions.filter(present=True, session__debut__year=annee).select_related(
        "benevole", "session__formation"
    )


def par_annee(inscriptions) -> list[tuple[int, str]]:
    """Le total de chaque année de ces inscriptions suivies, la plus récente d'abord."""
    totaux = defaultdict(Decimal)
    for inscription in inscriptions:
        totaux[inscription.session.debut.year] += inscription.heures or Decimal(0)
    return [(annee, nombre(total)) for annee, total in sorted(totaux.items(), reverse=True)]
