"""Créer une fiche : d'abord montrer les personnes, déjà connues, qui sont peut-être la même."""

from django import forms

from benevoles.doublons import memes_personnes
from benevoles.forms.saisie import Saisie
from benevoles.models import Benevole

PEUT_ETRE_CONNUE = "Cette personne a peut-être déjà une fiche : voyez « Déjà connues », plus haut."


class PersonneSansDoublon(Saisie):
    """Une saisie qui crée une fiche ; un véritable homonyme se confirme d'une case."""

    autre_personne = forms.BooleanField(
        label="Ce n’est pas la même personne : créer une nouvelle fiche",
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur, self.homonymes = utilisateur, []

    def clean(self):
        donnees = super().clean()
        visibles = Benevole.objects.visibles_par(self.utilisateur)
        self.homonymes = memes_personnes(visibles, **self.identite(donnees))
        if self.homonymes:
            self.refuser_le_doublon(donnees)
        return donnees

    @staticmethod
    def identite(donnees) -> dict:
        return {champ: donnees.get(champ, "") for champ in ("nom", "prenom", "courriel")}

    def refuser_le_doublon(self, donnees):
        if not donnees.get("autre_personne"):
            self.fields["autre_personne"].widget = forms.CheckboxInput()
            self.add_error(None, PEUT_ETRE_CONNUE)
