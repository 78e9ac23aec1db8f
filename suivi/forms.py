"""Les filtres des listes : dans l'adresse, jamais obligatoires, toujours en liste fermée."""

from functools import lru_cache

from django import forms

from benevoles.couverture.anomalies import TypeAnomalie
from benevoles.couverture.statuts import StatutCP, StatutCroise, StatutVP
from etablissements.models import Departement, DirectionInterregionale, Etablissement, Spip
from partenariat.formulaires import LongueListe
from partenariat.models import Version

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


@lru_cache(maxsize=1)
def _referentiel(jeton):
    """Les choix de chaque territoire ; `jeton` : la version des données dont ils viennent."""
    modeles = {"disp": DirectionInterregionale, "departement": Departement, "spip": Spip}
    return {nom: [(o.code, str(o)) for o in m.objects.all()] for nom, m in modeles.items()}


class FiltreForm(forms.Form):
    """Filtres communs aux établissements et au recensement."""

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    disp = forms.ModelChoiceField(
        DirectionInterregionale.objects.all(),
        label="DISP",
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label="Toutes",
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(),
        label="Département",
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    spip = forms.ModelChoiceField(
        Spip.objects.all(),
        label="SPIP",
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    type = _parmi("Type", Etablissement.Type.choices, tous="Tous")
    statut_vp = _parmi("Statut VP", StatutVP.choices, tous="Tous")
    statut_cp = _parmi("Statut CP Auxilia", StatutCP.choices, tous="Tous")
    croise = _parmi("Présence", StatutCroise.choices, tous="Toutes")
    anomalie = _parmi("Anomalie", TypeAnomalie.choices, tous="Toutes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, choix in _referentiel(Version.actuelle()).items():
            champ = self.fields[nom]
            champ.choices = [("", champ.empty_label), *choix]

    @property
    def actifs(self) -> int:
        """Combien de filtres sont demandés, lisibles ou non."""
        return sum(bool(self.data.get(nom)) for nom in self.fields)

    def criteres(self) -> dict:
        """Les critères valables ; un critère illisible est dit à l'écran et ne filtre rien."""
        self.is_valid()
        return self.cleaned_data


class FiltreRecensementForm(FiltreForm):
    """Le recensement montre d'abord ce qui manque."""

    manque = forms.ChoiceField(
        label="Ce qui manque", widget=LongueListe, required=False, choices=MANQUES
    )
    field_order = ["manque"]

    def criteres(self):
        return {"manque": "tous"} | {k: v for k, v in super().criteres().items() if v}
