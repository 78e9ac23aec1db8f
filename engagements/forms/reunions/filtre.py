"""Chercher parmi les réunions : les filtres sont dans l'adresse, et les chiffres y renvoient."""

from django import forms
from django.db.models import Q

from engagements.models import Niveau, Reunion
from etablissements.filtres import FiltreParTerritoire
from partenariat.dates import PREMIERE_ANNEE
from partenariat.formulaires import LongueListe

INVITATIONS = [
    ("invite", "Homologue invité"),
    ("sans", "Homologue non invité"),
    ("les_deux", "Les deux associations présentes"),
]


def _choix(libelle, choix, tous="Tous"):
    return forms.ChoiceField(
        label=libelle, required=False, widget=LongueListe, choices=[("", tous), *choix]
    )


class FiltreReunionsForm(FiltreParTerritoire):
    """Année, niveau, type, organisateur, territoire ; les miennes ; ce qu'il en est de l'autre."""

    annee = forms.TypedChoiceField(
        label="Année", required=False, widget=LongueListe, coerce=int, empty_value=None
    )
    niveau = _choix("Niveau", Niveau.choices)
    genre = _choix("Type", Reunion.Genre.choices)
    organisateur = _choix("Organisée par", Reunion.Organisateur.choices)
    autre = _choix("Les deux associations", INVITATIONS, "Sans distinction")
    annulees = forms.BooleanField(label="Avec les annulées", required=False)
    miennes = forms.BooleanField(label="Seulement les miennes", required=False)
    departement = None
    spip = None
    field_order = ["annee", "niveau", "disp", "genre", "organisateur", "autre"]

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        annees = range(aujourdhui.year + 1, PREMIERE_ANNEE - 1, -1)
        self.fields["annee"].choices = [("", "Toutes"), *((str(a), str(a)) for a in annees)]

    def filtrer(self, reunions, utilisateur):
        """Les réunions retenues, avec `homologue_invite` et `les_deux`."""
        c = self.criteres()
        for champ, valeur in (
            ("debut__year", c.get("annee")),
            ("niveau", c.get("niveau")),
            ("genre", c.get("genre")),
            ("organisateur", c.get("organisateur")),
        ):
            if valeur:
                reunions = reunions.filter(**{champ: valeur})
        if disp := c.get("disp"):
            reunions = reunions.filter(Q(disp=disp) | Q(etablissement__disp=disp))
        if c.get("miennes"):
            reunions = reunions.miennes(utilisateur)
        return _selon_l_autre(reunions.avec_homologue().avec_presences(), c.get("autre"))


def _selon_l_autre(reunions, choix):
    if choix == "les_deux":
        return reunions.filter(les_deux=True)
    if choix in ("invite", "sans"):
        return reunions.d_une_association().filter(homologue_invite=choix == "invite")
    return reunions
