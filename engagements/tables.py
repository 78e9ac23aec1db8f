"""Le tableau des demandes."""

import django_tables2 as tables


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
