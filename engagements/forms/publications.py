"""Écrire une information commune, la proposer, l'accepter ou la renvoyer, noter où elle a paru."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from benevoles.forms.saisie import Correction, Saisie
from engagements.models import Parution, Publication
from partenariat.formulaires import ChampJour
from partenariat.francais import insecables

CHAMPS = ["titre", "chapo", "texte", "publier_le"]
PREMIERE, DERNIERE = 2000, 2100  # années : au-delà, une heure de Paris ne s'écrit plus
MOMENT = "%Y-%m-%dT%H:%M"
AIDES = {
    "chapo": "Ce qu’on lit dans la liste et sur les sites des deux associations.",
    "texte": "En Markdown : **gras**, # titre, - liste, [lien](https://…). Ni image, ni nom de"
    " personne : la page est ouverte à tous.",
    "publier_le": "Elle ne paraît qu’après l’accord de l’autre association.",
}


class _Redaction(forms.ModelForm):
    publier_le = forms.DateTimeField(
        label="À publier le",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
        help_text=AIDES["publier_le"],
    )

    class Meta:
        model = Publication
        fields = CHAMPS
        help_texts = AIDES
        widgets = {
            "chapo": forms.Textarea(attrs={"rows": 3}),
            "texte": forms.Textarea(attrs={"rows": 16}),
        }

    def clean_publier_le(self):
        moment = self.cleaned_data["publier_le"]
        if not PREMIERE <= moment.year <= DERNIERE:
            raise ValidationError(f"Choisissez une date entre {PREMIERE} et {DERNIERE}.")
        return moment

    def clean_titre(self):
        return insecables(self.cleaned_data["titre"])

    def clean_chapo(self):
        return insecables(self.cleaned_data["chapo"])


class PublicationForm(_Redaction, Saisie):
    """Une information nouvelle : un brouillon que l'autre association ne voit pas."""

    verrou = ""

    def ecrire(self, par):
        self.instance.cree_par = par
        super().ecrire(par)


class PublicationCorrectionForm(_Redaction, Correction):
    """Changer le titre ou le texte annule l'accord ; changer l'heure ne l'annule pas."""

    def ecrire(self, par):
        lus = {"titre", "chapo", "texte"}
        if self.instance.acceptee_le and lus & set(self.changed_data):
            self.instance.annuler_l_accord(maintenant=timezone.now())
        super().ecrire(par)


class PropositionForm(Correction):
    class Meta:
        model = Publication
        fields = []

    def ecrire(self, par):
        self.instance.proposer(par=par, maintenant=timezone.now())


class AccordForm(Correction):
    """Accepter ce qu'on vient de lire : si le texte a changé entre-temps, rien n'est accepté."""

    suite = forms.ChoiceField(
        label="Votre réponse",
        choices=[
            ("accepter", "Accepter : le texte est juste et ne nomme personne"),
            ("renvoyer", "Renvoyer avec une remarque"),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Publication
        fields = ["remarque"]
        help_texts = {"remarque": "Seulement si vous la renvoyez."}

    field_order = ["suite", "remarque"]

    def clean(self):
        donnees = super().clean()
        if donnees.get("suite") == "renvoyer" and not donnees.get("remarque"):
            self.add_error("remarque", "Dites ce qu’il faut revoir.")
        return donnees

    def ecrire(self, par):
        if self.instance.proposee_le is None or self.instance.acceptee_le:
            raise ValidationError("Cette information n’attend plus votre accord.")
        if self.cleaned_data["suite"] == "accepter":
            self.instance.accepter(par=par, maintenant=timezone.now())
        else:
            self.instance.renvoyer(self.cleaned_data["remarque"], par=par)


class ArchivageForm(Correction):
    class Meta:
        model = Publication
        fields = []

    def ecrire(self, par):
        self.instance.archivee_le = timezone.now()
        self.instance.enregistrer(par=par)


class ParutionForm(Saisie):
    """Où elle a paru, dans un média de sa propre association."""

    verrou = "publication"
    adresse = forms.URLField(
        label="Adresse, si elle est en ligne",
        required=False,
        max_length=300,
        assume_scheme="https",
    )

    class Meta:
        model = Parution
        fields = ["media", "le", "adresse"]
        field_classes = {"le": ChampJour}

    def clean_le(self):
        if self.cleaned_data["le"] > self.aujourdhui:
            raise ValidationError("Notez une parution quand elle a eu lieu.")
        return self.cleaned_data["le"]
