"""Chercher dans le journal des téléchargements."""

from django import forms
from django.db.models import Q

from partenariat.formulaires import ChampJour


class FiltreTelechargementsForm(forms.Form):
    """Rien n'est obligatoire ; un critère illisible est dit et ne filtre rien."""

    q = forms.CharField(label="Qui, ou quelle liste", required=False, max_length=80)
    depuis = ChampJour(label="Depuis le", required=False)
    jusque = ChampJour(label="jusqu’au", required=False)
    noms = forms.BooleanField(label="Seulement ce qui nomme des personnes", required=False)

    @property
    def actifs(self) -> int:
        return sum(bool(self.data.get(nom)) for nom in self.fields)

    def filtrer(self, telechargements):
        self.is_valid()
        c = self.cleaned_data
        if q := c.get("q"):
            telechargements = telechargements.filter(Q(nom__icontains=q) | Q(liste__icontains=q))
        for critere, valeur in (
            ("le__date__gte", c.get("depuis")),
            ("le__date__lte", c.get("jusque")),
            ("personnel", c.get("noms")),
        ):
            if valeur:
                telechargements = telechargements.filter(**{critere: valeur})
        return telechargements
