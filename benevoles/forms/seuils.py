"""Régler un seuil : à partir d'aujourd'hui ou plus tard, jamais dans le passé."""

from django import forms

from benevoles.couverture.apercu import Apercu, apercu
from benevoles.couverture.faits import Regle
from benevoles.models import Seuil
from partenariat.formulaires import ChampJour
from partenariat.periodes import DERNIER_JOUR, ajouter_mois


class SeuilForm(forms.ModelForm):
    """Le nouveau seuil d'un type d'établissement, et l'aperçu de ses effets."""

    debut = ChampJour(
        label="À partir du",
        help_text="Aujourd’hui ou plus tard : les chiffres passés ne changent pas.",
    )

    class Meta:
        model = Seuil
        fields = ["debut", "vp_pour_cent", "minimum_vp", "explication"]
        help_texts = {
            "vp_pour_cent": "Par exemple 1,8 : un visiteur pour 56 personnes environ.",
            "explication": "Une phrase : elle s’affiche dans « Pourquoi ce statut ? ».",
        }

    def __init__(self, *args, type_etablissement, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.type_etablissement = type_etablissement
        self.aujourdhui = aujourdhui
        self.fields["vp_pour_cent"].localize = True
        self.fields["vp_pour_cent"].widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def clean_debut(self):
        debut = self.cleaned_data["debut"]
        if debut < self.aujourdhui:
            raise forms.ValidationError(
                "Un seuil ne se change pas dans le passé : choisissez aujourd’hui ou plus tard."
            )
        if debut > ajouter_mois(self.aujourdhui, 60):
            raise forms.ValidationError("Choisissez une date dans les cinq ans.")
        return debut

    def regle(self) -> Regle:
        donnees = self.cleaned_data
        return Regle(
            donnees["debut"],
            DERNIER_JOUR,
            donnees["vp_pour_cent"],
            donnees["minimum_vp"],
            donnees["explication"],
        )

    def apercu(self) -> Apercu:
        """Ce que ce seuil changerait le jour où il prendrait effet."""
        return apercu(self.instance.type_etablissement, self.regle(), le=self.cleaned_data["debut"])

    def enregistrer(self, *, par) -> Seuil:
        donnees = {c: self.cleaned_data[c] for c in self.Meta.fields}
        return Seuil.fixer(self.instance.type_etablissement, par=par, **donnees)
