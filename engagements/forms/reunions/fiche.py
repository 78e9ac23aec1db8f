"""Préparer une réunion, la déplacer : en peu de champs, le territoire en un seul."""

import datetime as dt
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils import timezone
from django.utils.timezone import localtime

from benevoles.forms.saisie import Correction, Saisie
from engagements.models import Nature, Niveau, Reunion
from engagements.models.territoire import disps_suivies, etablissements_suivis
from engagements.reunions.invitations import inviter_les_homologues, prevenir
from partenariat.formulaires import ChampJour, LongueListe

SANS_DETENU = "N’écrivez jamais le nom ni rien d’une personne détenue."
VU_PAR_L_AGENDA = ("titre", "debut", "fin", "lieu", "lien")
ANNULEE = "Cette réunion est annulée : elle ne se modifie plus."


class ChampHeure(forms.TimeField):
    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            error_messages={
                "invalid": "Écrivez une heure comme 14:30.",
                "required": "Indiquez une heure.",
            },
            **kwargs,
        )


class FicheForm(Saisie):
    """Ce que la création et la modification ont en commun : un jour, deux heures, un lieu."""

    jour = ChampJour(label="Date")
    de = ChampHeure(label="Début")
    a = ChampHeure(label="Fin")
    verrou = ""

    class Meta:
        model = Reunion
        fields = ["titre", "genre", "lieu", "lien", "ordre_du_jour", "themes"]
        field_classes = {"lien": partial(forms.URLField, assume_scheme="https")}
        help_texts = {
            "titre": "Il paraît dans les courriels et les agendas. " + SANS_DETENU,
            "lieu": "Une adresse, une salle ; sinon le lien de visioconférence ci-dessous.",
            "ordre_du_jour": SANS_DETENU,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["genre"].choices = [("", "Choisissez"), *Reunion.Genre.choices]
        self.fields["themes"] = forms.MultipleChoiceField(
            label="Thèmes abordés",
            choices=Reunion.Theme,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Seulement pour une réflexion commune sur la formation (convention, 5.3).",
        )
        self.fields["themes"].initial = self.instance.themes

    def clean(self):
        donnees = super().clean()
        jour, de, a = (donnees.get(nom) for nom in ("jour", "de", "a"))
        if jour and de and a:
            self._placer(jour, de, a)
        return donnees

    def _placer(self, jour, de, a):
        """L'heure de Paris ; la nuit du changement d'heure, une heure n'existe pas."""
        if a <= de:
            self.add_error("a", "La réunion finit avant d’avoir commencé.")
            return
        for champ, nom, heure in (("debut", "de", de), ("fin", "a", a)):
            try:
                instant = from_current_timezone(dt.datetime.combine(jour, heure))
            except ValidationError:
                self.add_error(nom, "Cette heure n’existe pas ce jour-là : l’heure change.")
            else:
                setattr(self.instance, champ, instant)


class ReunionForm(FicheForm):
    """Une réunion nouvelle. Les homologues sont trouvés aussitôt ; rien ne part encore."""

    organisateur = forms.ChoiceField(label="Organisée par")
    territoire = forms.ChoiceField(
        label="Qui est concerné",
        widget=LongueListe,
        help_text="Un établissement, une DISP ou toute la France : ses responsables sont invités.",
        error_messages={"required": "Choisissez qui est concerné."},
    )
    field_order = ["titre", "genre", "organisateur", "territoire", "jour", "de", "a"]

    def __init__(self, *args, utilisateur, **kwargs):
        super().__init__(*args, **kwargs)
        droits = utilisateur.droits
        voulus = {droits.association, Reunion.Organisateur.ENSEMBLE}
        voulus.add(Reunion.Organisateur.ADMINISTRATION)
        self.fields["organisateur"].choices = [
            (c.value, c.label) for c in Reunion.Organisateur if c in voulus
        ]
        self.territoires = dict(_territoires(utilisateur))
        choix = [(cle, libelle) for cle, (libelle, _) in self.territoires.items()]
        self.fields["territoire"].choices = [("", "Choisissez"), *choix]
        if not droits.peut_piloter:
            del self.fields["themes"]

    def clean(self):
        donnees = super().clean()
        _, champs = self.territoires.get(donnees.get("territoire"), ("", {}))
        for nom, valeur in champs.items():
            setattr(self.instance, nom, valeur)
        self.instance.organisateur = donnees.get("organisateur", "")
        return donnees

    def ecrire(self, par):
        self.instance.cree_par = par
        self.instance.validate_constraints()
        self.instance.save()
        inviter_les_homologues(self.instance, par=par, maintenant=timezone.now())


class ReunionModificationForm(FicheForm, Correction):
    """Déplacer, corriger. Une date nouvelle redemande une réponse à chacun."""

    field_order = ["titre", "genre", "jour", "de", "a"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        debut, fin = localtime(self.instance.debut), localtime(self.instance.fin)
        self.initial |= {"jour": debut.date(), "de": debut.time(), "a": fin.time()}
        self.avant = self._vu()

    def clean(self):
        donnees = super().clean()
        if Reunion.objects.filter(pk=self.instance.pk, annulee_le__isnull=False).exists():
            raise ValidationError(ANNULEE)
        return donnees

    def ecrire(self, par):
        reunion, apres = self.instance, self._vu()
        if apres != self.avant:
            reunion.sequence += 1
        super().ecrire(par)
        maintenant = timezone.now()
        if apres != self.avant and reunion.fin > maintenant:
            if apres[1:3] != self.avant[1:3]:
                _redemander(reunion, sauf=reunion.cree_par_id)
            prevenir(reunion, Nature.REUNION_CHANGEE, par=par, maintenant=maintenant)

    def _vu(self):
        return tuple(getattr(self.instance, nom) for nom in VU_PAR_L_AGENDA)


def _redemander(reunion, *, sauf):
    """Ce qu'on avait répondu valait pour l'ancienne date."""
    reunion.convocations.vivantes().exclude(compte__isnull=False, compte=sauf).update(
        reponse="", repondue_le=None, remplacant=""
    )


def _territoires(utilisateur):
    """(clé, (libellé, champs de la réunion)) : ce que ce compte peut convoquer."""
    droits = utilisateur.droits
    if droits.direction:
        vide = {"niveau": Niveau.NATIONAL, "etablissement": None, "disp": None}
        yield "france", ("France entière", vide)
    if droits.peut_piloter:
        for disp in disps_suivies(utilisateur):
            if droits.direction or disp.pk in droits.disps:
                champs = {"niveau": Niveau.REGIONAL, "etablissement": None, "disp": disp}
                yield f"disp-{disp.code}", (f"DISP {disp}", champs)
    for ou in etablissements_suivis(utilisateur).order_by("nom", "pk"):
        yield ou.code, (str(ou), {"niveau": Niveau.LOCAL, "etablissement": ou, "disp": None})
