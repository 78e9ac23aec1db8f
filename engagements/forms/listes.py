"""Chercher parmi les demandes : les filtres dans l'adresse, la référence d'un apprenant jamais."""

from django import forms

from engagements.demandes.reference import EXEMPLE, lire_reference
from engagements.models import DemandeVisite, Etat
from etablissements.filtres import FiltreParTerritoire
from etablissements.recherche import cle_de_recherche
from partenariat.formulaires import ChampJour, LongueListe

Issue = DemandeVisite.Issue
ETATS = [
    ("ouvertes", "En cours"),
    *((etat.value, etat.label.capitalize()) for etat in Etat),
    *((f"close-{issue.value}", f"Close : {issue.label}") for issue in Issue),
]


class FiltreDemandesForm(FiltreParTerritoire):
    """Ce qu'on cherche parmi ses demandes. Jamais une référence : l'adresse reste en mémoire."""

    q = forms.CharField(label="Établissement ou ville", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État", required=False, widget=LongueListe, choices=[("", "Tous"), *ETATS]
    )
    departement = None
    depuis = ChampJour(label="Envoyées depuis le", required=False)
    jusque = ChampJour(label="jusqu’au", required=False)
    field_order = ["q", "etat"]

    def filtrer(self, demandes):
        """Les demandes retenues."""
        c = self.criteres()
        for filtre, valeur in (
            ("etablissement__disp", c.get("disp")),
            ("etablissement__spip", c.get("spip")),
            ("soumise_le__date__gte", c.get("depuis")),
            ("soumise_le__date__lte", c.get("jusque")),
        ):
            if valeur:
                demandes = demandes.filter(**{filtre: valeur})
        for mot in _mots(c.get("q")):
            demandes = demandes.filter(etablissement__recherche__contains=mot)
        return _par_etat(demandes, c.get("etat"))


class ReferenceForm(forms.Form):
    """La référence d'un apprenant, pour AUXILIA : envoyée, jamais écrite dans l'adresse."""

    reference = forms.CharField(
        label="Référence AUXILIA de l’apprenant",
        max_length=40,
        help_text=f"Entière, comme {EXEMPLE}.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_reference(self):
        return lire_reference(self.cleaned_data["reference"])


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
