"""Inviter quelqu'un de plus : un homologue que l'on propose, ou une personne que l'on connaît."""

from django import forms
from django.core.exceptions import ValidationError

from benevoles.models import Benevole
from engagements.forms.reunions.gestes import ANNULEE, Geste
from engagements.reunions.homologues import Invite, homologues
from engagements.reunions.invitations import ajouter, deja_invites

PROPOSES = 60  # personnes montrées avant de préciser la recherche


class AjoutForm(Geste):
    """Une personne, et à quel titre elle vient."""

    qui = forms.ChoiceField(
        label="Qui",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez quelqu’un."},
    )
    titre = forms.CharField(
        label="Invité comme",
        max_length=80,
        required=False,
        help_text="Sa fonction ou son rôle à cette réunion ; vide, celle qui est indiquée.",
    )

    def __init__(self, *args, utilisateur, q="", **kwargs):
        super().__init__(*args, **kwargs)
        deja = deja_invites(self.reunion)
        trouves = homologues(self.reunion)
        self.d_office = {invite.cle for invite in trouves.d_office}
        possibles = [*trouves.d_office, *trouves.proposes, *_connus(utilisateur, q)]
        self.possibles = {
            "-".join(map(str, i.cle)): i for i in reversed(possibles) if i.cle not in deja
        }
        self.fields["qui"].choices = [
            (cle, f"{invite.personne}, {invite.titre} ({invite.association})")
            for cle, invite in reversed(self.possibles.items())
        ]

    def agir(self, par):
        if self.reunion.annulee_le:
            raise ValidationError(ANNULEE)
        invite = self.possibles[self.cleaned_data["qui"]]
        if invite.cle in deja_invites(self.reunion):
            raise ValidationError("Cette personne vient d’être invitée.")
        if self.cleaned_data["titre"]:
            invite = invite._replace(titre=self.cleaned_data["titre"])
        d_office = invite.cle in self.d_office
        ajouter(self.reunion, invite, maintenant=self.maintenant, d_office=d_office)


def _connus(utilisateur, q):
    """Les personnes que ce compte voit, par leur nom ; elles viennent pour son association."""
    association = utilisateur.droits.association
    if not (q and association):
        return []
    trouves = Benevole.objects.visibles_par(utilisateur).chercher(q)
    return [Invite(association, "invité", benevole=b) for b in trouves[:PROPOSES]]
