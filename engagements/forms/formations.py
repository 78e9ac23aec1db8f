"""Les saisies de la formation : catalogue, sessions, désistement, présence."""

import datetime as dt

from django import forms
from django.utils.timezone import localtime, make_aware

from benevoles.forms.saisie import Correction, Saisie
from engagements.formations.avertir import prevenir_les_inscrits, signaler
from engagements.formations.places import desister, inscrits, prevenir_les_gagnants
from engagements.formations.regles import (
    FINIT_AVANT,
    faute_de_la_fermeture,
    faute_des_places,
)
from engagements.models import Formation, Inscription, Nature, Session
from partenariat.formulaires import ChampJour

HEURE = {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
INCHANGEES = {"debut", "fin", "lieu"}  # ce qui, s'il change, se dit aux inscrits


class FormationForm(Saisie):
    verrou = ""

    class Meta:
        model = Formation
        fields = ["titre", "public", "description", "heures"]
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"public": "Par exemple : « Nouveaux visiteurs ».", "heures": "Exemple : 6"}


class FormationCorrectionForm(Correction, FormationForm):
    """La même, et son retrait du catalogue."""

    retiree = forms.BooleanField(label="Retirée du catalogue", required=False)

    class Meta(FormationForm.Meta):
        pass

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["retiree"] = self.instance.archivee_le is not None

    def ecrire(self, par):
        retiree, deja = self.cleaned_data["retiree"], self.instance.archivee_le
        self.instance.archivee_le = (deja or self.aujourdhui) if retiree else None
        super().ecrire(par)


class SessionForm(Saisie):
    """Un jour, deux heures ; le dernier jour quand elle en prend plusieurs."""

    verrou = "formation"
    jour = ChampJour(label="Date")
    de = forms.TimeField(label="Commence à", **HEURE)
    a = forms.TimeField(label="Finit à", **HEURE)
    dernier_jour = ChampJour(
        label="Dernier jour", required=False, help_text="Seulement si elle dure plusieurs jours."
    )
    field_order = ["jour", "de", "a", "dernier_jour"]

    class Meta:
        model = Session
        fields = ["lieu", "disp", "places", "fermeture"]
        labels = {"fermeture": "Ouverte à l’autre association", "disp": "Région (DISP)"}
        help_texts = {
            "lieu": "L’adresse, ou le lien pour une session à distance.",
            "fermeture": "Ouverte par défaut : la convention demande un motif pour la réserver.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["disp"].empty_label = "Toute la France"
        if self.instance.pk:
            debut, fin = localtime(self.instance.debut), localtime(self.instance.fin)
            self.initial |= {"jour": debut.date(), "de": debut.time(), "a": fin.time()}
            if fin.date() != debut.date():
                self.initial["dernier_jour"] = fin.date()

    def clean(self):
        donnees = super().clean()
        if {"jour", "de", "a"} <= donnees.keys():
            self._dater(donnees)
        return donnees

    def _dater(self, donnees):
        dernier = donnees.get("dernier_jour") or donnees["jour"]
        debut, fin = _instant(donnees["jour"], donnees["de"]), _instant(dernier, donnees["a"])
        if fin <= debut:
            self.add_error("a", FINIT_AVANT)
        elif donnees["jour"] < self.aujourdhui and not self.instance.pk:
            self.add_error("jour", "Cette date est passée : annoncez une session à venir.")
        else:
            self.instance.debut, self.instance.fin = debut, fin

    def ecrire(self, par):
        super().ecrire(par)
        signaler(self.instance, maintenant=self.instance.modifie_le)


def _instant(jour: dt.date, heure: dt.time):
    return make_aware(dt.datetime.combine(jour, heure))


class SessionCorrectionForm(Correction, SessionForm):
    """Une session annoncée : personne ne perd sa place, et les inscrits savent ce qui change."""

    class Meta(SessionForm.Meta):
        pass

    def clean(self):
        donnees = super().clean()
        self.avant = inscrits(Session.objects.get(pk=self.instance.pk))
        if faute := faute_des_places(donnees.get("places"), self.avant):
            self.add_error("places", faute)
        fermeture = donnees.get("fermeture")
        if faute := faute_de_la_fermeture(self.instance, fermeture, self.avant):
            self.add_error("fermeture", faute)
        return donnees

    def ecrire(self, par):
        avant = Session.objects.get(pk=self.instance.pk)
        change = any(getattr(avant, nom) != getattr(self.instance, nom) for nom in INCHANGEES)
        self.instance.sequence += change
        super().ecrire(par)
        maintenant = self.instance.modifie_le
        if change:
            prevenir_les_inscrits(self.instance, Nature.SESSION_CHANGEE, maintenant=maintenant)
        prevenir_les_gagnants(self.instance, self.avant, maintenant=maintenant)


class AnnulationForm(Correction):
    """La session n'aura pas lieu : les inscrits sont prévenus."""

    class Meta:
        model = Session
        fields = []

    def ecrire(self, par):
        self.instance.sequence += 1
        self.instance.enregistrer(par=par, champs=["sequence"])
        maintenant = self.instance.annulee_le = self.instance.modifie_le
        self.instance.save(update_fields=["annulee_le"])
        prevenir_les_inscrits(self.instance, Nature.SESSION_ANNULEE, maintenant=maintenant)


class DesistementForm(Saisie):
    verrou = "session"

    class Meta:
        model = Inscription
        fields = []

    def __init__(self, *args, maintenant, **kwargs):
        super().__init__(*args, **kwargs)
        self.maintenant = maintenant

    def ecrire(self, par):
        desister(self.instance, maintenant=self.maintenant)


class PresenceForm(Correction):
    """La feuille de présence : une case et des heures par inscrit."""

    class Meta:
        model = Session
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        places, attente = inscrits(self.instance)
        self.sans_place = {i.pk for i in attente}
        self.inscriptions = [*places, *attente]
        for inscription in self.inscriptions:
            self._champs(inscription)

    def _champs(self, inscription):
        heures = self.instance.formation.heures
        if inscription.heures is not None:
            heures = inscription.heures
        self.fields[f"present_{inscription.pk}"] = forms.BooleanField(
            label=str(inscription.benevole), required=False, initial=inscription.present
        )
        self.fields[f"heures_{inscription.pk}"] = forms.DecimalField(
            label="Heures suivies",
            min_value=0,
            max_digits=5,
            decimal_places=1,
            required=False,
            initial=heures,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        )

    @property
    def lignes(self):
        """(inscription, sa case, ses heures, sans place) pour l'écran."""
        return [
            (i, self[f"present_{i.pk}"], self[f"heures_{i.pk}"], i.pk in self.sans_place)
            for i in self.inscriptions
        ]

    def ecrire(self, par):
        for inscription in self.inscriptions:
            present = self.cleaned_data[f"present_{inscription.pk}"]
            heures = self.cleaned_data[f"heures_{inscription.pk}"]
            attendait = inscription.pk in self.sans_place
            inscription.present = True if present else (None if attendait else False)
            inscription.heures = (heures or 0) if present else None
            inscription.save(update_fields=["present", "heures"])
        self.instance.enregistrer(par=par, champs=["sequence"])
