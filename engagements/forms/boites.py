"""L'adresse commune d'un SPIP, ou de l'une de ses antennes."""

from django import forms

from benevoles.forms.saisie import Saisie
from engagements.models import BoiteSpip
from partenariat.formulaires import ChampJour
from partenariat.models import AdresseEnEchec


class BoiteForm(Saisie):
    verrou = "spip"

    class Meta:
        model = BoiteSpip
        fields = ["courriel", "antenne", "debut"]
        field_classes = {"debut": ChampJour}
        help_texts = {
            "courriel": "Celle du service, que plusieurs agents lisent. Elle reçoit « une demande"
            " vous attend », sans aucun détail.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        antennes = self.instance.spip.antennes.all()
        if antennes:
            self.fields["antenne"].queryset = antennes
            self.fields["antenne"].empty_label = "Tout le service"
        else:
            del self.fields["antenne"]

    def clean_courriel(self):
        return self.cleaned_data["courriel"].lower()

    def clean_debut(self):
        debut = self.cleaned_data["debut"]
        if debut > self.aujourdhui:
            raise forms.ValidationError(
                "Cette date est à venir : ajoutez l’adresse le jour où elle servira."
            )
        return debut

    def ecrire(self, par):
        super().ecrire(par)
        AdresseEnEchec.objects.reessayer(self.instance.courriel)


class FinBoiteForm(Saisie):
    verrou = "spip"
    obligatoires = ("fin",)

    class Meta:
        model = BoiteSpip
        fields = ["fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour où cette adresse sert"}

    def clean_fin(self):
        fin = self.cleaned_data["fin"]
        if fin < self.instance.debut:
            raise forms.ValidationError(
                f"Elle ne sert que depuis le {self.instance.debut:%d/%m/%Y}."
            )
        return fin
