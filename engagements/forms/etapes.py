"""Un formulaire par étape : la version que la page montrait, et ce que l'étape demande."""

from django import forms
from django.utils.timezone import localdate

from engagements.demandes.acteurs import Acteur
from engagements.demandes.etapes import REPONSES
from engagements.demandes.reference import refuser_l_indiscret
from engagements.demandes.regles import visiteurs_proposables
from engagements.forms.demandes import LIBRE, TROP_LONG, ChampVisiteur, verifier_l_accord
from engagements.models import Canal, DemandeVisite, MotifRefus, Visite
from engagements.models.demandes import LONGUEUR_LIBRE
from partenariat.formulaires import ChampJour
from partenariat.templatetags.dates import en_lettres

Issue = DemandeVisite.Issue


def champ_libre(libelle, **options):
    return forms.CharField(
        label=libelle,
        required=False,
        max_length=LONGUEUR_LIBRE,
        help_text=LIBRE,
        error_messages={"max_length": TROP_LONG},
        widget=forms.Textarea(attrs={"rows": 3}),
        **options,
    )


class EtapeForm(forms.Form):
    """Une étape qui ne demande rien d'autre qu'une confirmation."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, demande, titres, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.demande, self.titres, self.aujourdhui = demande, titres, aujourdhui
        self.initial["version"] = demande.version
        self.preparer()

    def preparer(self):
        """Ce que cette étape demande de plus."""

    def donnees(self) -> dict:
        """Ce que reçoit `chemin.franchir`, version comprise."""
        return self.cleaned_data


class ReponseForm(EtapeForm):
    """Une réponse du SPIP. Notée par AUXILIA, elle dit par où et quand elle est venue (R9)."""

    def preparer(self):
        if Acteur.SPIP in self.titres:
            return
        canaux = [c for c in Canal.choices if c[0] != Canal.APPLICATION]
        self.fields["canal"] = forms.ChoiceField(
            label="Comment le SPIP a répondu",
            choices=[("", "Choisissez"), *canaux],
            error_messages={"required": "Dites par où la réponse est venue."},
        )
        self.fields["jour"] = ChampJour(label="Date de sa réponse")

    def clean_jour(self):
        jour, depuis = self.cleaned_data["jour"], localdate(self.demande.transmise_le)
        if jour > self.aujourdhui:
            raise forms.ValidationError("Cette réponse ne peut pas être à venir.")
        if jour < depuis:
            raise forms.ValidationError(
                f"La demande n’est parvenue au SPIP que le {en_lettres(depuis)}."
            )
        return jour


class RefusForm(ReponseForm):
    motif = forms.ChoiceField(
        label="Motif, si vous le souhaitez",
        choices=[("", "Ne pas donner de motif"), *MotifRefus.choices],
        required=False,
        help_text="Facultatif, et sans texte libre.",
    )


class ProposerForm(EtapeForm):
    def preparer(self):
        deja = self.demande.propositions.values("benevole")
        self.fields["benevole"] = ChampVisiteur(
            visiteurs_proposables(self.demande.etablissement, le=self.aujourdhui, sauf=deja),
            entier=Acteur.SECTION in self.titres,
            label="Visiteur",
            empty_label="Choisissez",
            help_text="Les moins sollicités d’abord. Le visiteur reste libre d’accepter.",
        )


class CompleterForm(EtapeForm):
    motif = forms.ChoiceField(
        label="Pourquoi une rencontre est nécessaire", choices=DemandeVisite.Motif
    )
    accord_apprenant_le = ChampJour(label="L’apprenant a donné son accord le")
    precision = champ_libre("Précision, si elle est utile")

    def preparer(self):
        for champ in ("motif", "accord_apprenant_le", "precision"):
            self.initial[champ] = getattr(self.demande, champ)

    def clean_precision(self):
        return refuser_l_indiscret(self.cleaned_data["precision"])

    def clean_accord_apprenant_le(self):
        return verifier_l_accord(self.cleaned_data["accord_apprenant_le"], self.aujourdhui)


class RencontrerForm(EtapeForm):
    jour = ChampJour(label="Date de la rencontre")
    bilan = forms.ChoiceField(
        label="Ce qu’il en ressort",
        choices=[("", "Choisissez"), *Visite.Bilan.choices],
        error_messages={"required": "Choisissez ce qui convient le mieux."},
    )
    texte = champ_libre("En quelques mots, si c’est utile à AUXILIA")

    def clean_jour(self):
        jour = self.cleaned_data["jour"]
        if jour > self.aujourdhui:
            raise forms.ValidationError("Notez la rencontre après qu’elle a eu lieu.")
        return jour

    def clean_texte(self):
        return refuser_l_indiscret(self.cleaned_data["texte"])


class CloreForm(EtapeForm):
    PROPOSEES = [
        *(Issue.RENCONTRE, Issue.PASSATION, Issue.PLUS_CONCERNE),
        *(Issue.SANS_VISITEUR, Issue.SANS_SUITE),
    ]
    issue = forms.ChoiceField(
        label="Comment elle se termine",
        error_messages={"required": "Dites comment la demande se termine."},
    )

    def preparer(self):
        """« Rencontre faite » s'il y en a eu une ; la passation s'il y a un CP Auxilia."""
        ecartees = set()
        if not Visite.objects.filter(proposition__demande=self.demande).exists():
            ecartees.add(Issue.RENCONTRE)
        if not self.demande.cp_arrive_le:
            ecartees.add(Issue.PASSATION)
        restent = [(i.value, i.label) for i in self.PROPOSEES if i not in ecartees]
        self.fields["issue"].choices = [("", "Choisissez"), *restent]
        if self.demande.cp_arrive_le:
            self.initial["issue"] = Issue.PASSATION


FORMULAIRES = dict.fromkeys(REPONSES, ReponseForm) | {
    "refuser": RefusForm,
    "proposer": ProposerForm,
    "completer": CompleterForm,
    "rencontrer": RencontrerForm,
    "clore": CloreForm,
}


def formulaire_de(code: str) -> type[EtapeForm]:
    return FORMULAIRES.get(code, EtapeForm)
