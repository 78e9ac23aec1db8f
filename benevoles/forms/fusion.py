"""Deux fiches côte à côte : pour chaque renseignement, lequel garder."""

from django import forms

from benevoles.forms.personnes import CHAMPS
from benevoles.fusion.execution import fusionner
from benevoles.fusion.journal import FusionRefusee
from benevoles.models import Benevole
from partenariat.champs import lit

GARDEE, ABSORBEE = "gardee", "absorbee"


class FusionForm(forms.Form):
    """Une question par renseignement qui diffère ; le reste se garde tel quel."""

    versions = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, gardee: Benevole, absorbee: Benevole, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        self.gardee, self.absorbee = gardee, absorbee
        self.fields["versions"].initial = f"{gardee.version}-{absorbee.version}"
        for nom in (nom for nom in CHAMPS if lit(utilisateur, gardee, nom)):
            self._demander(nom, Benevole._meta.get_field(nom).verbose_name)
        if gardee.utilisateur_id and absorbee.utilisateur_id:
            self._demander("utilisateur", "compte qui reste ouvert (l’autre sera fermé)")

    def _demander(self, nom, libelle):
        gardee, absorbee = (getattr(f, nom) for f in (self.gardee, self.absorbee))
        if gardee == absorbee:
            return
        self.fields[nom] = forms.ChoiceField(
            label=libelle[:1].upper() + libelle[1:],
            widget=forms.RadioSelect,
            choices=[(GARDEE, _dire(gardee)), (ABSORBEE, _dire(absorbee))],
            initial=GARDEE if gardee else ABSORBEE,
        )

    def enregistrer(self, *, par, le, maintenant):
        """La fusion ; None si elle est refusée, et le formulaire dit pourquoi."""
        if not self.is_valid():
            return None
        try:
            return fusionner(
                self.gardee.pk,
                self.absorbee.pk,
                par=par,
                maintenant=maintenant,
                le=le,
                valeurs={n: getattr(self._choisie(n), n) for n in CHAMPS if n in self.fields},
                compte=self._choisie("utilisateur").utilisateur_id,
                versions=self.cleaned_data["versions"],
            )
        except FusionRefusee as refus:
            self.add_error(None, str(refus))
            return None

    def _choisie(self, nom):
        return self.absorbee if self.cleaned_data.get(nom) == ABSORBEE else self.gardee


def _dire(valeur):
    if hasattr(valeur, "email"):
        return f"{valeur} ({valeur.email})"
    return str(valeur) if valeur else "(rien)"
