"""Ce que chacun veut recevoir."""

from django import forms

from engagements.models import PreferenceAvis


class PreferenceAvisForm(forms.ModelForm):
    class Meta:
        model = PreferenceAvis
        fields = ["immediat", "resume"]
        labels = {
            "immediat": "M’écrire dès qu’une demande m’attend ou qu’une réponse arrive",
            "resume": "M’envoyer le résumé de la semaine, s’il y a du nouveau",
        }
        help_texts = {
            "immediat": "Sans cela, ces nouvelles attendent le résumé de la semaine.",
            "resume": "Le lundi. Il dit seulement combien de vos demandes ont avancé.",
        }
