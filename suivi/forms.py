"""Les filtres des listes : dans l'adresse, jamais obligatoires, toujours en liste fermée."""

from django import forms

from benevoles.couverture.anomalies import TypeAnomalie
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from etablissements.models import Departement, DirectionInterregionale, Etablissement, Spip

MANQUES = [
    ("tous", "Non ou insuffisamment pourvus (VP ou CP Auxilia)"),
    ("vp", "Il manque des visiteurs (VP)"),
    ("cp", "Il n’y a pas de CP Auxilia"),
    ("les_deux", "Il manque les deux"),
    ("surveiller", "À surveiller"),
    ("inconnu", "Liste inconnue ou trop ancienne"),
]


def _choix(tous, choix):
    return [("", tous), *choix]


class FiltreForm(forms.Form):
    """Filtres communs aux établissements et au recensement."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    disp = forms.ModelChoiceField(
        DirectionInterregionale.objects.all(),
        label="DISP",
        required=False,
        to_field_name="code",
        empty_label="Toutes",
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(),
        label="Département",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    spip = forms.ModelChoiceField(
        Spip.objects.all(),
        label="SPIP",
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    type = forms.ChoiceField(
        label="Type", required=False, choices=_choix("Tous", Etablissement.Type.choices)
    )
    statut_vp = forms.ChoiceField(
        label="Statut VP", required=False, choices=_choix("Tous", StatutVP.choices)
    )
    statut_cp = forms.ChoiceField(
        label="Statut CP Auxilia", required=False, choices=_choix("Tous", StatutCP.choices)
    )
    croise = forms.ChoiceField(
        label="Présence", required=False, choices=_choix("Toutes", StatutCroise.choices)
    )
    anomalie = forms.ChoiceField(
        label="Anomalie", required=False, choices=_choix("Toutes", TypeAnomalie.choices)
    )

    def criteres(self) -> dict:
        """Les critères valables ; un critère illisible est dit à l'écran et ne filtre rien."""
        self.is_valid()
        return self.cleaned_data


class FiltreRecensementForm(FiltreForm):
    """Le recensement montre d'abord ce qui manque."""

    manque = forms.ChoiceField(label="Ce qui manque", required=False, choices=MANQUES)
    field_order = ["manque"]

    def criteres(self):
        return {"manque": "tous"} | {k: v for k, v in super().criteres().items() if v}
