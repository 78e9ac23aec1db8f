"""Les tableaux des établissements ; les cellules sont dans les gabarits."""

import django_tables2 as tables

from partenariat.tableaux import Lignes
from suivi.lignes import dater


class LignesDatees(Lignes):
    """Trier par ancienneté la demande d'abord, pour toutes les lignes à la fois."""

    def order_by(self, aliases):
        if any("depuis" in alias for alias in aliases):
            dater(self.data)
        super().order_by(aliases)


class EtablissementTable(tables.Table):
    """Les établissements et leur couverture."""

    nom = tables.Column("Établissement")
    departement = tables.Column("Département et DISP")
    ecart = tables.Column("VP / besoin")
    gravite_vp = tables.Column("Statut VP")
    cp = tables.Column("CP Auxilia")
    gravite_cp = tables.Column("Statut CP Auxilia")

    class Meta:
        template_name = "suivi/_tableau_etablissements.html"
        attrs = {"class": "tableau en-cartes"}
        order_by = "nom"
        empty_text = "Aucun établissement ne répond à ces critères."


class RecensementTable(tables.Table):
    """Les établissements non ou insuffisamment pourvus, et depuis quand."""

    nom = tables.Column("Établissement")
    departement = tables.Column("Département et DISP")
    gravite_vp = tables.Column("Statut VP")
    depuis_vp = tables.Column("Depuis")
    ecart = tables.Column("VP / besoin")
    gravite_cp = tables.Column("Statut CP Auxilia")
    depuis_cp = tables.Column("Depuis")

    class Meta:
        template_name = "suivi/_tableau_recensement.html"
        attrs = {"class": "tableau en-cartes"}
        order_by = ("gravite_vp", "nom")
        empty_text = "Aucun manque ne répond à ces critères."
