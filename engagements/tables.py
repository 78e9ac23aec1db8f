"""Le tableau des demandes : tri en liste fermée, 50 lignes par page."""

from operator import attrgetter

import django_tables2 as tables
from django_tables2.data import TableListData

LIGNES_PAR_PAGE = 50


class Lignes(TableListData):
    """Des lignes déjà en mémoire, triées par attribut."""

    def order_by(self, aliases):
        for alias in reversed(aliases):
            descendant = alias.startswith("-")
            self.data.sort(key=attrgetter(alias.removeprefix("-")), reverse=descendant)


class DemandeTable(tables.Table):
    numero = tables.Column("Demande")
    ou = tables.Column("Établissement")
    rang = tables.Column("État")
    depuis = tables.Column("Depuis le")
    attendu = tables.Column("On attend")

    class Meta:
        template_name = "engagements/_demandes.html"
        order_by = "-depuis"
        empty_text = "Aucune demande ne répond à ces critères."
