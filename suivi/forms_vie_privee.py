"""Les formulaires des droits des personnes : une demande, sa réponse."""

from django import forms

from partenariat.formulaires import ChampJour
from suivi.models import DemandeDePersonne, RevueDesDurees


class DemandeDePersonneForm(forms.ModelForm):
    """Ce que la personne demande, et à qui."""

    class Meta:
        model = DemandeDePersonne
        fields = ["nature", "texte", "association"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "texte": "Par exemple : « mon numéro de téléphone a changé ». N’écrivez rien sur une"
            " autre personne."
        }


class ReponseForm(forms.ModelForm):
    """La réponse de la direction ; un refus dit pourquoi."""

    class Meta:
        model = DemandeDePersonne
        fields = ["suite", "reponse"]
        widgets = {"reponse": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"reponse": "La personne lira ce texte. Un refus dit pourquoi."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            champ.required = True


class RevueForm(forms.ModelForm):
    """Le jour où un conseil a relu la table des durées."""

    class Meta:
        model = RevueDesDurees
        fields = ["relue_le"]
        field_classes = {"relue_le": ChampJour}

    def __init__(self, *args, le, **kwargs):
        super().__init__(*args, **kwargs)
        self.le = le

    def clean_relue_le(self):
        relue_le = self.cleaned_data["relue_le"]
        if relue_le > self.le:
            raise forms.ValidationError("Cette date n’est pas encore passée.")
        return relue_le
