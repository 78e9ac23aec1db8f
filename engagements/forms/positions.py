"""Écrire une position commune, une version de plus, et donner l'accord de sa direction."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from benevoles.forms.saisie import Correction, Saisie
from engagements.models import AccordPosition, Niveau, PositionCommune, Reunion, VersionPosition

LONGUEUR = 20_000


class _Texte(forms.CharField):
    """Le texte d'une version."""

    def __init__(self):
        super().__init__(
            label="Texte de la position",
            max_length=LONGUEUR,
            widget=forms.Textarea(attrs={"rows": 16}),
            help_text="L’autre direction le lira et donnera son accord, ou en écrira une version.",
        )


class PositionForm(Saisie):
    """Une position nouvelle et sa première version."""

    verrou = ""
    texte = _Texte()

    class Meta:
        model = PositionCommune
        fields = ["titre", "reunion"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        nationales = Reunion.objects.maintenues().filter(niveau=Niveau.NATIONAL)
        self.fields["reunion"].queryset = nationales
        self.fields["reunion"].empty_label = "Aucune en particulier"
        self.fields["reunion"].label_from_instance = _libelle_de_la_reunion

    def ecrire(self, par):
        super().ecrire(par)
        _ecrire_la_version(self.instance, 1, self.cleaned_data["texte"], par)


class VersionForm(Correction):
    """Une version de plus : refusée, sans rien perdre, si une autre est arrivée entre-temps."""

    texte = _Texte()

    class Meta:
        model = PositionCommune
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.derniere = self.instance.versions.first()
        self.initial["texte"] = self.derniere.texte

    def clean(self):
        donnees = super().clean()
        if not self.errors and donnees["texte"] == self.derniere.texte:
            self.add_error("texte", "Ce texte est celui de la version précédente, sans changement.")
        return donnees

    def ecrire(self, par):
        derniere = self.instance.versions.first()
        super().ecrire(par)
        _ecrire_la_version(self.instance, derniere.numero + 1, self.cleaned_data["texte"], par)

    def _phrase_du_conflit(self, actuelle):
        derniere = actuelle.versions.first()
        return (
            f"{derniere.get_association_display()} a écrit la version {derniere.numero} pendant que"
            " vous écriviez. Votre texte est conservé ci-dessous : relisez le sien, en bas de cette"
            " page, puis enregistrez de nouveau si vous gardez le vôtre."
        )


class AccordForm(Saisie):
    """L'accord d'une direction, pour elle seule, sur la dernière version."""

    verrou = ""

    class Meta:
        model = AccordPosition
        fields = []

    def _attendre_son_tour(self):
        """Personne n'écrit de version pendant qu'on accepte celle-ci."""
        position = self.instance.version.position_id
        PositionCommune.objects.select_for_update(no_key=True).get(pk=position)

    def ecrire(self, par):
        derniere = VersionPosition.objects.dernieres().get(position=self.instance.version.position)
        if derniere != self.instance.version:
            raise ValidationError(
                f"La version {derniere.numero} vient d’être écrite : relisez-la avant d’accepter."
            )
        self.instance.le, self.instance.par = timezone.now(), par
        super().ecrire(par)


def _ecrire_la_version(position, numero, texte, par):
    VersionPosition.objects.create(
        position=position,
        numero=numero,
        texte=texte,
        association=par.droits.direction,
        ecrite_par=par,
    )


def _libelle_de_la_reunion(reunion):
    return f"{timezone.localtime(reunion.debut):%d/%m/%Y}, {reunion}"
