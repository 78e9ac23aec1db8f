"""Une étape de l'étude : un fait daté, et la prochaine échéance."""

from django import forms

from benevoles.forms.saisie import Correction, Saisie
from engagements.models import EtapeGncp
from partenariat.formulaires import ChampJour


class EtapeForm(Saisie):
    verrou = ""
    mois_a_venir = {"prochaine_le": 60}

    class Meta:
        model = EtapeGncp
        fields = ["le", "nature", "association", "texte", "prochaine_le"]
        field_classes = {"le": ChampJour, "prochaine_le": ChampJour}
        widgets = {"texte": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"prochaine_le": "Le jour où l’on doit en reparler, si vous le savez."}

    def clean(self):
        donnees = super().clean()
        le, suite = donnees.get("le"), donnees.get("prochaine_le")
        if le and le > self.aujourdhui:
            self.add_error(
                "le", "Une étape est déjà faite ; ce qui vient est la prochaine échéance."
            )
        if le and suite and suite <= le:
            self.add_error("prochaine_le", "La prochaine échéance vient après l’étape.")
        return donnees

    def ecrire(self, par):
        if self.instance.pk is None:
            self.instance.cree_par = par
        super().ecrire(par)


class CorrectionEtapeForm(EtapeForm, Correction):
    """La même, corrigée."""
