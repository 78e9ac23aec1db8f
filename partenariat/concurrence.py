"""Deux personnes sur la même fiche : la seconde est prévenue, et ne perd rien de sa saisie."""

import datetime as dt

from django import forms
from django.conf import settings
from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone

from partenariat.histoire import SUIVI, auteur


def tenues(lignes, *, si=True):
    """Ces lignes, telles qu'elles sont et resteront jusqu'à la fin de la transaction, si on le
    demande : qui les modifie attend."""
    return lignes.select_for_update(of=("self",), no_key=True) if si else lignes


class Versionne(models.Model):
    """Une fiche que plusieurs peuvent modifier : son numéro change à chaque enregistrement."""

    version = models.PositiveIntegerField(default=1, editable=False)
    modifie_le = models.DateTimeField("modifié le", null=True, blank=True, editable=False)
    modifie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="modifié par",
    )

    class Meta:
        abstract = True

    def enregistrer(self, *, par, champs=()):
        """Enregistre en changeant de version ; `champs` limite l'écriture à ceux-là."""
        self.marquer(par=par)
        with auteur(par):
            self.save(update_fields=[*champs, *SUIVI] if champs else None)

    def marquer(self, *, par):
        """Une version de plus, par ce compte, maintenant ; reste à l'enregistrer."""
        self.version += 1
        self.modifie_le, self.modifie_par = timezone.now(), par


class FormulaireVersionne(forms.ModelForm):
    """Un formulaire qui refuse d'écraser ce qu'un autre a enregistré depuis l'ouverture de la page.

    La vue doit être dans une transaction (`EcrituresAtomiques`) : la ligne est verrouillée entre
    la comparaison et l'enregistrement.
    """

    version_lue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version_lue"] = self.instance.version
        self.conflit = None

    def clean(self):
        donnees = super().clean()
        verrou = type(self.instance)._default_manager.select_for_update(of=("self",))
        # Une fiche fusionnée dans une autre pendant la saisie n'existe plus.
        actuelle = get_object_or_404(verrou, pk=self.instance.pk)
        if donnees.get("version_lue") != actuelle.version:
            self.conflit = actuelle
            self._remettre_la_version(actuelle.version)
            self.add_error(None, self._phrase_du_conflit(actuelle))
        return donnees

    def enregistrer(self, *, par):
        """Enregistre les champs du formulaire et rend l'objet."""
        self.instance.enregistrer(par=par)
        return self.instance

    def _remettre_la_version(self, version):
        self.data = self.data.copy()
        self.data[self.add_prefix("version_lue")] = version

    def _phrase_du_conflit(self, actuelle):
        quand = timezone.localtime(actuelle.modifie_le) if actuelle.modifie_le else None
        precision = f" le {quand:%d/%m/%Y à %H:%M}" if quand else ""
        auteur = f" par {actuelle.modifie_par}" if actuelle.modifie_par else ""
        champs = [
            f"{self.fields[nom].label} : « {self._lisible(actuelle, nom)} »"
            for nom in self.changed_data
            if nom in self.fields and hasattr(actuelle, nom)
        ]
        maintenant = f" Valeurs enregistrées : {' ; '.join(champs)}." if champs else ""
        return (
            f"Cette fiche a été modifiée{auteur}{precision}, pendant que vous la remplissiez."
            f" Votre saisie est conservée ci-dessous : vérifiez-la, puis enregistrez de nouveau."
            f"{maintenant}"
        )

    @staticmethod
    def _lisible(objet, nom):
        affichage = getattr(objet, f"get_{nom}_display", None)
        valeur = affichage() if affichage else getattr(objet, nom)
        return f"{valeur:%d/%m/%Y}" if isinstance(valeur, dt.date) else valeur or "vide"
