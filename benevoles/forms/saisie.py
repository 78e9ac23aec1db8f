"""Ce que toutes les saisies partagent : jours plausibles, enregistrement qui ne casse pas."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404

from partenariat.concurrence import FormulaireVersionne, Versionne
from partenariat.formulaires import ChampJour
from partenariat.periodes import ajouter_mois

PREMIER_JOUR_SAISI = dt.date(1990, 1, 1)
DOUBLE_ENVOI = (
    "Cette saisie vient d’être enregistrée, par vous ou par quelqu’un d’autre : rien n’a été"
    " ajouté une seconde fois."
)


class Saisie(forms.ModelForm):
    """Une saisie datée. `verrou` : l'objet sur lequel deux envois simultanés attendent leur tour.

    Ce que la vue fixe reste hors du formulaire : `is_valid` tait alors les contraintes qui le
    citent, et c'est `enregistrer` qui vérifie l'objet entier.
    """

    verrou = "benevole"
    obligatoires = ()  # champs que le modèle laisse vides, mais que cette saisie demande
    mois_a_venir = {}  # par champ, quand deux ans ne conviennent pas

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui
        for nom in self.obligatoires:
            self.fields[nom].required = True

    def clean(self):
        donnees = super().clean()
        for nom, champ in self.fields.items():
            if isinstance(champ, ChampJour) and donnees.get(nom):
                self._verifier_le_jour(nom, donnees[nom])
        debut = donnees.get("debut") or getattr(self.instance, "debut", None)
        fin = donnees.get("fin")
        if debut and fin and fin < debut:
            self.add_error("fin", f"La fin précède le début, le {debut:%d/%m/%Y}.")
        return donnees

    def enregistrer(self, *, par):
        """L'objet enregistré ; None si la saisie est refusée, et le formulaire dit pourquoi."""
        self._attendre_son_tour()
        if not self.is_valid():
            return None
        try:
            with transaction.atomic():
                self.ecrire(par)
        except ValidationError as refus:
            self.add_error(None, refus.messages)
        except IntegrityError:
            self.add_error(None, DOUBLE_ENVOI)
        else:
            return self.instance
        return None

    def ecrire(self, par):
        """Ce qui s'enregistre, dans une seule transaction."""
        self.instance.validate_constraints()
        if isinstance(self.instance, Versionne):
            self.instance.enregistrer(par=par)
        else:
            self.instance.save()

    def _attendre_son_tour(self):
        objet = getattr(self.instance, self.verrou) if self.verrou else None
        if objet is not None:
            verrou = objet._meta.default_manager.select_for_update(no_key=True)
            get_object_or_404(verrou, pk=objet.pk)  # elle vient peut-être d'être fusionnée

    def _verifier_le_jour(self, nom, jour):
        mois = self.mois_a_venir.get(nom, 24)
        if faute := faute_du_jour_saisi(jour, le=self.aujourdhui, mois=mois):
            self.add_error(nom, faute)


def faute_du_jour_saisi(jour: dt.date, *, le: dt.date, mois: int = 24) -> str:
    """Un jour saisi est plausible : ni avant l'application, ni dans trop longtemps."""
    dernier = ajouter_mois(le, mois)
    if jour < PREMIER_JOUR_SAISI:
        return "Cette date est trop ancienne : elle doit être après 1990."
    if jour > dernier:
        return f"Cette date est trop lointaine : le {dernier:%d/%m/%Y} au plus."
    return ""


class Correction(Saisie, FormulaireVersionne):
    """La correction d'une fiche que plusieurs peuvent modifier en même temps."""

    verrou = ""
