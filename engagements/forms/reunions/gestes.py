"""Les gestes sur une réunion : chacun relit la réunion, sous verrou, avant d'agir."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localtime

from engagements.models import Convocation, Nature
from engagements.reunions.invitations import envoyer, prevenir, retirer, verrouiller

Reponse = Convocation.Reponse
ANNULEE = "Cette réunion est annulée : il n’y a plus rien à faire."


class Geste(forms.Form):
    """Une confirmation. Le second de deux envois trouve la place prise, et le dit."""

    def __init__(self, *args, reunion, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.reunion, self.aujourdhui = reunion, aujourdhui
        self.maintenant = timezone.now()

    def enregistrer(self, *, par):
        """La réunion après le geste ; None s'il est refusé, et le formulaire dit pourquoi."""
        self.reunion = verrouiller(self.reunion.pk)
        if not self.is_valid():
            return None
        try:
            self.agir(par)
        except ValidationError as refus:
            self.add_error(None, refus)
            return None
        return self.reunion

    def agir(self, par):
        """Lève une ValidationError si le geste n'a plus lieu d'être."""
        raise NotImplementedError

    def _relire(self, champ, valeur):
        """La page qu'on rend porte ce qui vaut maintenant : le prochain envoi passera."""
        self.data = self.data.copy()
        self.data[champ] = valeur

    @property
    def commencee(self):
        return self.reunion.debut <= self.maintenant


class EnvoiForm(Geste):
    def agir(self, par):
        if self.reunion.annulee_le:
            raise ValidationError(ANNULEE)
        if envoyees := self.reunion.invitations_envoyees_le:
            raise ValidationError(
                f"Les invitations sont déjà parties, le {localtime(envoyees):%d/%m/%Y à %H:%M} :"
                " rien n’a été envoyé une seconde fois."
            )
        envoyer(self.reunion, par=par, maintenant=self.maintenant)


class AnnulationForm(Geste):
    def agir(self, par):
        reunion = self.reunion
        if reunion.annulee_le:
            raise ValidationError("Cette réunion était déjà annulée : personne n’est reprévenu.")
        if reunion.compte_rendu or reunion.convocations.filter(present=True).exists():
            raise ValidationError(
                "Cette réunion a eu lieu : des présences ou un compte rendu y sont notés."
            )
        reunion.annulee_le = self.maintenant
        reunion.sequence += 1
        reunion.enregistrer(par=par, champs=["annulee_le", "sequence"])
        if reunion.fin > self.maintenant:
            prevenir(reunion, Nature.REUNION_ANNULEE, par=par, maintenant=self.maintenant)


class RetraitForm(Geste):
    def __init__(self, *args, convocation, **kwargs):
        super().__init__(*args, reunion=convocation.reunion, **kwargs)
        self.convocation = convocation

    def agir(self, par):
        convocation = self.reunion.convocations.nommees().get(pk=self.convocation.pk)
        if convocation.retiree_le:
            raise ValidationError("Cette personne n’était déjà plus sur la liste.")
        if convocation.present is not None:
            raise ValidationError("Sa présence est notée : elle reste sur la liste.")
        retirer(convocation, maintenant=self.maintenant)


class ReponseForm(Geste):
    """Répondre pour soi, ou noter la réponse de quelqu'un qui n'a pas de compte."""

    reponse = forms.ChoiceField(
        label="Réponse",
        choices=Reponse.choices[1:],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une réponse."},
    )
    remplacant = forms.CharField(
        label="Qui vient à la place",
        max_length=120,
        required=False,
        help_text="Seulement en cas de remplacement.",
    )
    sequence_lue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, convocation, **kwargs):
        super().__init__(*args, reunion=convocation.reunion, **kwargs)
        self.convocation, self.deja = convocation, False
        self.initial |= {
            "reponse": convocation.reponse,
            "remplacant": convocation.remplacant,
            "sequence_lue": convocation.reunion.sequence,
        }

    def clean(self):
        donnees = super().clean()
        if donnees.get("reponse") != Reponse.REMPLACE:
            donnees["remplacant"] = ""
        elif not donnees.get("remplacant"):
            self.add_error("remplacant", "Dites qui vient à la place.")
        return donnees

    def agir(self, par):
        convocation = self.reunion.convocations.nommees().get(pk=self.convocation.pk)
        self._verifier(convocation)
        choix, remplacant = self.cleaned_data["reponse"], self.cleaned_data["remplacant"]
        self.deja = (convocation.reponse, convocation.remplacant) == (choix, remplacant)
        if self.deja:
            return
        convocation.reponse, convocation.remplacant = choix, remplacant
        convocation.repondue_le = self.maintenant
        convocation.save(update_fields=["reponse", "remplacant", "repondue_le"])

    def _verifier(self, convocation):
        if self.reunion.annulee_le:
            raise ValidationError("Cette réunion est annulée : il n’y a plus à répondre.")
        if convocation.retiree_le:
            raise ValidationError("Cette personne n’est plus invitée à cette réunion.")
        if self.reunion.fin <= self.maintenant:
            raise ValidationError("Cette réunion a eu lieu : on y note maintenant les présences.")
        if self.cleaned_data["sequence_lue"] != self.reunion.sequence:
            self._relire("sequence_lue", self.reunion.sequence)
            quand = localtime(self.reunion.debut)
            raise ValidationError(
                f"La réunion a changé depuis que vous avez ouvert cette page : c’est maintenant le"
                f" {quand:%d/%m/%Y à %H:%M}, {self.reunion.lieu or 'en visioconférence'}. Vérifiez"
                " votre réponse, puis envoyez-la de nouveau."
            )
