"""Les sections : les créer, leur rattacher des établissements, nommer leurs responsables."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from benevoles.forms.saisie import Correction, Saisie
from benevoles.models import Fonction, Mandat, Rattachement, Section
from benevoles.perimetre import etablissements_tenus
from etablissements.models import Etablissement
from partenariat.formulaires import ChampJour
from partenariat.francais import de

UN_JOUR = dt.timedelta(days=1)


def etablissements_libres(utilisateur, *, le):
    """Ceux du périmètre, ouverts, qui ne relèvent d'aucune section ce jour-là."""
    rattaches = Rattachement.objects.en_cours(le=le).values("etablissement")
    tenus = etablissements_tenus(utilisateur.droits, Fonction.VP)
    return Etablissement.objects.ouverts(le=le).filter(tenus).exclude(pk__in=rattaches)


class SectionForm(Saisie):
    """Une nouvelle section naît avec son premier établissement."""

    verrou = ""

    etablissement = forms.ModelChoiceField(
        Etablissement.objects.none(),
        label="Son premier établissement",
        empty_label="Choisissez…",
        help_text="Seuls figurent ceux qui ne relèvent encore d’aucune section.",
    )

    class Meta:
        model = Section
        fields = ["nom", "debut"]
        field_classes = {"debut": ChampJour}
        labels = {"nom": "Nom de la section", "debut": "Existe depuis le"}
        error_messages = {"nom": {"unique": "Une section porte déjà ce nom."}}

    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        libres = etablissements_libres(utilisateur, le=self.aujourdhui)
        self.fields["etablissement"].queryset = libres

    def ecrire(self, par):
        super().ecrire(par)
        rattachement = Rattachement(
            section=self.instance,
            etablissement=self.cleaned_data["etablissement"],
            debut=self.instance.debut,
        )
        rattachement.validate_constraints()
        rattachement.save()


class RattachementForm(Saisie):
    """Un établissement rejoint une section."""

    verrou = "section"

    class Meta:
        model = Rattachement
        fields = ["etablissement", "debut"]
        field_classes = {"debut": ChampJour}
        labels = {"debut": "Rattaché à partir du"}
        help_texts = {
            "etablissement": "Un établissement qui relève déjà d’une section doit d’abord en être"
            " détaché."
        }

    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        champ = self.fields["etablissement"]
        champ.queryset = etablissements_libres(utilisateur, le=self.aujourdhui)
        champ.empty_label = "Choisissez…"

    def clean_debut(self):
        debut, section = self.cleaned_data["debut"], self.instance.section
        if debut < section.debut:
            raise ValidationError(f"La section n’existe que depuis le {section.debut:%d/%m/%Y}.")
        return debut


class RattachementFinForm(Saisie):
    """Un établissement quitte une section."""

    obligatoires = ("fin",)

    verrou = "section"

    class Meta:
        model = Rattachement
        fields = ["fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour dans la section"}


class MandatForm(Saisie):
    """Nommer un responsable. Les mandats que le sien remplace s'arrêtent la veille."""

    verrou = "section"

    remplacer = forms.BooleanField(required=False, initial=True)

    class Meta:
        model = Mandat
        fields = ["fonction", "benevole", "debut"]
        field_classes = {"debut": ChampJour}
        widgets = {"fonction": forms.RadioSelect}
        labels = {"benevole": "Qui", "debut": "À partir du"}

    field_order = ["fonction", "benevole", "debut", "remplacer"]

    def __init__(self, *args, candidats, titulaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fonction"].choices = Mandat.Fonction.choices
        self.fields["benevole"].queryset = candidats
        self.fields["benevole"].empty_label = "Choisissez…"
        if titulaire:
            qui = titulaire.benevole
            self.fields["remplacer"].label = f"Mettre fin la veille au mandat {de(qui)}"
        else:
            del self.fields["remplacer"]

    def clean_debut(self):
        debut, section = self.cleaned_data["debut"], self.instance.section
        if debut < section.debut:
            raise ValidationError(f"La section n’existe que depuis le {section.debut:%d/%m/%Y}.")
        return debut

    def ecrire(self, par):
        for mandat in self._remplaces():
            if mandat.debut >= self.instance.debut:
                raise ValidationError(
                    f"Le mandat {de(mandat.benevole)} commence le {mandat.debut:%d/%m/%Y} :"
                    " choisissez un jour d’après."
                )
            mandat.fin = self.instance.debut - UN_JOUR
            mandat.enregistrer(par=par, champs=["fin"])
        super().ecrire(par)

    def _remplaces(self):
        """Le titulaire, si on le demande ; et le mandat que la même personne avait déjà."""
        en_cours = self.instance.section.mandats.en_cours(le=self.instance.debut)
        for mandat in en_cours.select_related("benevole"):
            memes = mandat.benevole_id == self.instance.benevole_id
            succede = self.instance.est_titulaire and mandat.est_titulaire
            if memes or succede and self.cleaned_data.get("remplacer"):
                yield mandat


class MandatFinForm(Correction):
    """La fin d'un mandat."""

    obligatoires = ("fin",)

    class Meta:
        model = Mandat
        fields = ["fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour du mandat"}
