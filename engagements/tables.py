"""Les tableaux des demandes et des actions."""

import django_tables2 as tables

from engagements.actions.lieux import libelle_du_lieu
from engagements.actions.liste import numeros


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


class ActionTable(tables.Table):
    """Lue page par page dans la base."""

    titre = tables.Column("Action", linkify=True)
    le = tables.DateColumn("d/m/Y", verbose_name="Date")
    ou = tables.Column("Où", empty_values=(), orderable=False)
    engagements = tables.Column("Engagements", empty_values=(), orderable=False)
    qui = tables.Column("Par", empty_values=(), orderable=False)
    etat = tables.Column("État")

    class Meta:
        attrs = {"class": "tableau en-cartes"}
        order_by = ("-le",)
        empty_text = "Aucune action ne répond à ces critères."

    def render_ou(self, record):
        return libelle_du_lieu(record)

    def render_engagements(self, record):
        return numeros(record)

    def render_qui(self, record):
        return ", ".join(association.label for association in record.associations)
