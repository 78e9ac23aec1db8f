"""Les tableaux des demandes, des actions et des recherches."""

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


class RecrutementTable(tables.Table):
    """Les recherches, la plus pressée d'abord ; lue page par page dans la base."""

    etablissement = tables.Column("Établissement", linkify=lambda record: record.get_absolute_url())
    fonction = tables.Column("On cherche")
    responsable = tables.Column(
        "Responsable", order_by="responsable__nom_affiche", default="personne"
    )
    ouvert_le = tables.DateColumn("d/m/Y", verbose_name="Depuis le")
    echeance = tables.DateColumn("d/m/Y", verbose_name="Pour le")
    en_lice = tables.Column("Candidats")
    etat = tables.TemplateColumn(
        template_name="recrutements/_etat.html", verbose_name="État", order_by="clos_le"
    )

    class Meta:
        attrs = {"class": "tableau en-cartes"}
        order_by = ("echeance",)
        empty_text = "Aucune recherche ne répond à ces critères."

    def order_etablissement(self, recrutements, descendant):
        return recrutements.order_by(f"{'-' * descendant}etablissement__nom"), True
