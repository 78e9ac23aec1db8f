"""Les filtres de la liste des demandes : dans l'adresse, jamais obligatoires."""

from django import forms

from engagements.demandes.reference import lire_reference
from engagements.models import DemandeVisite, Etat
from etablissements.models import DirectionInterregionale, Spip
from etablissements.recherche import cle_de_recherche
from partenariat.formulaires import ChampJour, LongueListe

Issue = DemandeVisite.Issue
ETATS = [
    ("ouvertes", "En cours"),
    *((etat.value, etat.label.capitalize()) for etat in Etat),
    *((f"close-{issue.value}", f"Close : {issue.label}") for issue in Issue),
]


class FiltreDemandesForm(forms.Form):
    """Ce qu'on cherche parmi ses demandes."""

    q = forms.CharField(label="Établissement ou ville", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État", required=False, widget=LongueListe, choices=[("", "Tous"), *ETATS]
    )
    disp = forms.ModelChoiceField(
        DirectionInterregionale.objects.all(),
        label="DISP",
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label="Toutes",
    )
    spip = forms.ModelChoiceField(
        Spip.objects.all(),
        label="SPIP",
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label="Tous",
    )
    depuis = ChampJour(label="Envoyées depuis le", required=False)
    jusque = ChampJour(label="jusqu’au", required=False)
    reference = forms.CharField(
        label="Référence de l’apprenant", required=False, max_length=40, help_text="Exacte."
    )

    def __init__(self, *args, d_auxilia, **kwargs):
        super().__init__(*args, **kwargs)
        if not d_auxilia:
            del self.fields["reference"]

    def clean_reference(self):
        reference = self.cleaned_data["reference"]
        return lire_reference(reference) if reference else ""

    def filtrer(self, demandes):
        """Les demandes retenues ; un critère illisible est dit à l'écran et ne filtre rien."""
        self.is_valid()
        c = self.cleaned_data
        for filtre, valeur in (
            ("etablissement__disp", c.get("disp")),
            ("etablissement__spip", c.get("spip")),
            ("soumise_le__date__gte", c.get("depuis")),
            ("soumise_le__date__lte", c.get("jusque")),
            ("reference", c.get("reference")),
        ):
            if valeur:
                demandes = demandes.filter(**{filtre: valeur})
        for mot in _mots(c.get("q")):
            demandes = demandes.filter(etablissement__recherche__contains=mot)
        return _par_etat(demandes, c.get("etat"))


def _mots(texte):
    return cle_de_recherche(texte or "").split()


def _par_etat(demandes, etat):
    if not etat:
        return demandes
    if etat == "ouvertes":
        return demandes.ouvertes()
    if etat.startswith("close-"):
        return demandes.filter(issue=etat.removeprefix("close-"))
    return demandes.filter(etat=etat)
