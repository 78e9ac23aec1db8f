"""Les formulaires des droits des personnes : une demande, sa réponse."""

from django import forms

from suivi.models import DemandeDePersonne


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
