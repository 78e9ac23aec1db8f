"""Ce que les directions règlent de la convention : anniversaire, engagements, cibles, relevés."""

from django import forms
from django.core.exceptions import ValidationError

from benevoles.forms.saisie import Correction, Saisie
from engagements.convention.reconduction import reconduire
from engagements.models import Cible, Convention, Engagement, Releve
from partenariat.formulaires import ChampJour

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class AnniversaireForm(Correction):
    """Le jour anniversaire : le texte ne dit que le mois."""

    class Meta:
        model = Convention
        fields = ["anniversaire_jour", "anniversaire_mois"]
        widgets = {"anniversaire_mois": forms.Select(choices=enumerate(MOIS, start=1))}
        error_messages = {
            "anniversaire_jour": {
                "max_value": "Choisissez un jour qui existe chaque mois : 28 au plus."
            }
        }


class EngagementForm(Correction):
    """Le texte de la convention ne se change pas ; ce qu'on en dit, si."""

    class Meta:
        model = Engagement
        fields = ["titre", "porteur", "aide", "niveau", "remarque"]
        help_texts = {"titre": "Un titre court ; le texte de la convention, lui, ne change pas."}


class CibleForm(Saisie):
    """La cible d'une année ; celle d'avant reste dans l'histoire."""

    verrou = "indicateur"

    class Meta:
        model = Cible
        fields = ["annee", "valeur"]
        widgets = {"valeur": forms.TextInput(attrs={"inputmode": "decimal"})}

    def __init__(self, *args, annees, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["annee"] = forms.TypedChoiceField(
            label="Année", coerce=int, choices=[(a, f"{a}-{a + 1}") for a in annees]
        )
        self.fields["valeur"].localize = True
        self.fields["valeur"].widget.is_localized = True

    def ecrire(self, par):
        """Remplace la cible de l'année s'il y en a une : l'histoire garde l'ancienne valeur."""
        ancienne = self.instance.indicateur.cibles.filter(annee=self.instance.annee).first()
        if ancienne:
            ancienne.valeur = self.instance.valeur
            self.instance = ancienne
        super().ecrire(par)


class ReleveForm(CibleForm):
    """Une valeur que l'application ne calcule pas, au nom de son association, avec sa source."""

    class Meta:
        model = Releve
        fields = ["annee", "valeur", "source"]
        widgets = {"valeur": forms.TextInput(attrs={"inputmode": "decimal"})}
        help_texts = {"source": "Par exemple : « compte rendu de la réunion du 12 septembre »."}

    def ecrire(self, par):
        """Remplace le relevé de son association pour l'année s'il y en a un."""
        siens = self.instance.indicateur.releves.filter(association=self.instance.association)
        ancien = siens.filter(annee=self.instance.annee).first()
        if ancien:
            ancien.valeur, ancien.source = self.instance.valeur, self.instance.source
            self.instance = ancien
        self.instance.saisi_par = par
        Saisie.ecrire(self, par)


class ReconductionForm(Saisie):
    """Une nouvelle convention, à la suite, avec les engagements qu'on garde."""

    verrou = ""
    mois_a_venir = {"debut": 24, "fin": 12 * 12}

    class Meta:
        model = Convention
        fields = ["titre", "code", "debut", "fin", "signee", "signataires", "source"]
        field_classes = {"debut": ChampJour, "fin": ChampJour}
        help_texts = {
            "code": "Pour l’adresse de la page, par exemple 2019-2024.",
            "source": "D’où vient ce texte.",
        }

    gardes = forms.ModelMultipleChoiceField(
        label="Engagements repris",
        queryset=Engagement.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Gardez au moins un engagement."},
    )

    def __init__(self, *args, ancienne, **kwargs):
        super().__init__(*args, **kwargs)
        self.ancienne = ancienne
        siens = Engagement.objects.filter(categorie__convention=ancienne)
        self.fields["gardes"].queryset = siens.select_related("categorie")
        self.initial.setdefault("gardes", siens.values_list("pk", flat=True))

    def clean_debut(self):
        debut, fin = self.cleaned_data["debut"], self.ancienne.fin or self.ancienne.debut
        if debut <= fin:
            raise ValidationError(f"Elle suit la précédente : commencez après le {fin:%d/%m/%Y}.")
        return debut

    def ecrire(self, par):
        """La nouvelle convention et ses engagements, liés à ceux d'avant."""
        gardes = [engagement.pk for engagement in self.cleaned_data["gardes"]]
        self.instance.modifie_par = par
        reconduire(self.ancienne, self.instance, gardes)
