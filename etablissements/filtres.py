"""Filtrer une liste par territoire : dans l'adresse, jamais obligatoire, en liste fermée."""

from functools import lru_cache

from django import forms

from etablissements.models import Departement, DirectionInterregionale, Spip
from partenariat.formulaires import LongueListe
from partenariat.models import Version


def _parmi(modele, libelle, *, tous):
    return forms.ModelChoiceField(
        modele.objects.all(),
        label=libelle,
        widget=LongueListe,
        required=False,
        to_field_name="code",
        empty_label=tous,
    )


@lru_cache(maxsize=1)
def _referentiel(jeton):
    """Les choix de chaque territoire ; `jeton` : la version des données dont ils viennent."""
    modeles = {"disp": DirectionInterregionale, "departement": Departement, "spip": Spip}
    return {nom: [(o.code, str(o)) for o in m.objects.all()] for nom, m in modeles.items()}


class FiltreParTerritoire(forms.Form):
    """La DISP, le département, le SPIP ; une liste retire ce qui ne lui sert pas (`disp = None`).

    Les choix se lisent une fois par version des données, pas à chaque page.
    """

    disp = _parmi(DirectionInterregionale, "DISP", tous="Toutes")
    departement = _parmi(Departement, "Département", tous="Tous")
    spip = _parmi(Spip, "SPIP", tous="Tous")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for nom, choix in _referentiel(Version.actuelle()).items():
            if champ := self.fields.get(nom):
                champ.choices = [("", champ.empty_label), *choix]

    @property
    def actifs(self) -> int:
        """Combien de filtres sont demandés, lisibles ou non."""
        return sum(bool(self.data.get(nom)) for nom in self.fields)

    def criteres(self) -> dict:
        """Les critères valables ; un critère illisible est dit à l'écran et ne filtre rien."""
        self.is_valid()
        return self.cleaned_data
