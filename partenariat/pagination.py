"""Des pages d'une longue liste, dont le compte se fait à part et ne se refait pas pour rien."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property

from partenariat.memoire import nombre_garde


class PagesComptees(Paginator):
    """`comptees` : les mêmes lignes, demandées à la base de la façon qui les compte le plus vite.

    Réservé à ce qui ne se tire que de tables qui changent la version (`partenariat.memoire`).
    """

    def __init__(self, lignes, par_page, *, comptees):
        super().__init__(lignes, par_page)
        self.comptees = comptees

    @cached_property
    def count(self):
        return nombre_garde(self.comptees)
