"""Les filtres des listes : dans l'adresse, jamais obligatoires, toujours en liste fermée."""

from django import forms

from benevoles.couverture.anomalies import TypeAnomalie
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from etablissements.filtres import FiltreParTerritoire
from etablissements.models import Etablissement
from partenariat.formulaires import LongueListe

MANQUES = [
    ("tous", "Non ou insuffisamment pourvus (VP ou CP Auxilia)"),
    ("vp", "Il manque des visiteurs (VP)"),
    ("cp", "Il n’y a pas de CP Auxilia"),
    ("les_deux", "Il manque les deux"),
    ("surveiller", "À surveiller"),
    ("inconnu", "Liste inconnue ou trop ancienne"),
]


def _parmi(libelle, choix, *, tous):
    """Un filtre facultatif parmi des choix fermés."""
    return forms.ChoiceField(
        label=libelle, widget=LongueListe, required=False, choices=[("", tous), *choix]
    )


class FiltreForm(FiltreParTerritoire):
    """Filtres communs aux établissements et au recensement."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    type = _parmi("Type", Etablissement.Type.choices, tous="Tous")
    statut_vp = _parmi("Statut VP", StatutVP.choices, tous="Tous")
    statut_cp = _parmi("Statut CP Auxilia", StatutCP.choices, tous="Tous")
    croise = _parmi("Présence", StatutCroise.choices, tous="Toutes")
    anomalie = _parmi("Anomalie", TypeAnomalie.choices, tous="Toutes")
    field_order = ["q"]


class FiltreRecensementForm(FiltreForm):
    """Le recensement montre d'abord ce qui manque."""

    manque = forms.ChoiceField(
        label="Ce qui manque", widget=LongueListe, required=False, choices=MANQUES
    )
    field_order = ["manque", "q"]

    def criteres(self):
        return {"manque": "tous"} | {k: v for k, v in super().criteres().items() if v}
