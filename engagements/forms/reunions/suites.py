"""Ce qu'il reste d'une réunion : qui était là, ce qui s'y est dit."""

from django import forms
from django.core.exceptions import ValidationError

from engagements.forms.reunions.gestes import ANNULEE, Geste, Reponse
from engagements.models import Nature
from engagements.reunions.invitations import prevenir


class PresenceForm(Geste):
    """Qui était là : une case par personne ; les autres sont notées absentes."""

    presents = forms.MultipleChoiceField(
        label="Étaient présents", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.invites = list(self.reunion.convocations.vivantes().nommees())
        self.fields["presents"].choices = [(str(c.pk), _qui(c)) for c in self.invites]
        venus = {Reponse.ACCEPTE, Reponse.REMPLACE}
        self.initial["presents"] = [
            str(c.pk) for c in self.invites if c.present or c.present is None and c.reponse in venus
        ]

    def agir(self, par):
        if self.reunion.annulee_le:
            raise ValidationError(ANNULEE)
        if not self.commencee:
            raise ValidationError("Notez les présences quand la réunion a commencé.")
        la = self.cleaned_data["presents"]
        self.reunion.convocations.vivantes().filter(pk__in=la).update(present=True)
        montres = [c.pk for c in self.invites if str(c.pk) not in la]
        self.reunion.convocations.vivantes().filter(pk__in=montres).update(present=False)


class CompteRenduForm(Geste):
    """Le texte, et le choix de l'envoyer : un lien part aux invités, jamais le texte."""

    compte_rendu = forms.CharField(
        label="Compte rendu",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="N’écrivez jamais le nom ni rien d’une personne détenue.",
    )
    version_lue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["compte_rendu"] = self.reunion.compte_rendu
        self.initial["version_lue"] = self.reunion.version
        self.parti = False

    def agir(self, par):
        reunion = self.reunion
        if reunion.annulee_le:
            raise ValidationError(ANNULEE)
        if not self.commencee:
            raise ValidationError("Le compte rendu s’écrit quand la réunion a commencé.")
        if self.cleaned_data["version_lue"] != reunion.version:
            self._refuser_la_vieille_page()
        reunion.compte_rendu = self.cleaned_data["compte_rendu"]
        champs = ["compte_rendu"]
        self.parti = self.data.get("suite") == "envoyer" and not reunion.compte_rendu_envoye_le
        if self.parti:
            reunion.compte_rendu_envoye_le = self.maintenant
            champs.append("compte_rendu_envoye_le")
        reunion.enregistrer(par=par, champs=champs)
        if self.parti:
            prevenir(reunion, Nature.COMPTE_RENDU, par=par, maintenant=self.maintenant)

    def _refuser_la_vieille_page(self):
        self._relire("version_lue", self.reunion.version)
        raise ValidationError(
            "Quelqu’un a modifié cette réunion pendant que vous écriviez. Votre texte est conservé"
            " ci-dessous ; voici celui qui est enregistré : « "
            f"{self.reunion.compte_rendu or 'vide'} ». Vérifiez, puis enregistrez de nouveau."
        )


def _qui(convocation):
    nom = f"{convocation.personne}, {convocation.titre}"
    if convocation.remplacant:
        nom += f" (remplacé par {convocation.remplacant})"
    return nom
