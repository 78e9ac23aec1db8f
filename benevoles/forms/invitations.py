"""Inviter, accepter une invitation, mettre fin à un rôle."""

import datetime as dt

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from benevoles.invitations import mettre_fin
from benevoles.models import Invitation, Role
from benevoles.models.roles import BENEVOLE, Genre, roles_proposables
from partenariat.champs import lit
from partenariat.formulaires import ChampJour
from partenariat.models import Association, Utilisateur
from partenariat.periodes import ajouter_mois


class InvitationForm(forms.ModelForm):
    """L'adresse, et ce que le rôle demande : une association, une DISP, un SPIP, ou rien."""

    class Meta:
        model = Invitation
        fields = ["genre", "benevole", "association", "disp", "spip", "courriel"]
        help_texts = {
            "courriel": "L’invitation y sera envoyée ; c’est avec elle que la personne se"
            " connectera.",
        }

    TERRITOIRE = {Genre.DELEGUE: "disp", Genre.AGENT_SPIP: "spip"}

    def __init__(self, *args, utilisateur, genre, benevole=None, le, maintenant, **kwargs):
        super().__init__(*args, **kwargs)
        self.le, self.maintenant = le, maintenant
        associations = roles_proposables(utilisateur.droits)[genre]
        demandes = {"courriel", self.TERRITOIRE.get(genre)}
        if len(associations) > 1:
            demandes.add("association")
            self.fields["association"].choices = [("", "Choisissez…"), *Association.choices]
        figes = {"genre": genre, "benevole": benevole}
        figes["association"] = None if len(associations) > 1 else next(iter(associations))
        for nom, champ in self.fields.items():
            if nom in demandes:
                champ.required = True
            else:
                self._figer(nom, figes.get(nom))
        if benevole and lit(utilisateur, benevole, "courriel"):
            self.initial.setdefault("courriel", benevole.courriel)

    def _figer(self, nom, valeur):
        # Figé plutôt qu'absent : un champ absent ferait taire les contraintes qui le citent.
        self.fields[nom].disabled = True
        self.fields[nom].widget = forms.HiddenInput()
        self.initial[nom] = valeur

    def clean_courriel(self):
        return self.cleaned_data["courriel"].lower()

    def clean(self):
        donnees = super().clean()
        if donnees.get("courriel"):
            self._refuser_une_seconde_invitation(donnees)
            self._refuser_un_second_role(donnees)
        return donnees

    def _refuser_une_seconde_invitation(self, donnees):
        attendues = Invitation.objects.en_attente(maintenant=self.maintenant).filter(
            genre=donnees["genre"]
        )
        if donnees["benevole"]:
            attendues = attendues.filter(benevole=donnees["benevole"])
        else:
            attendues = attendues.filter(courriel=donnees["courriel"])
        if attendue := attendues.first():
            raise ValidationError(
                f"Une invitation pour ce rôle, envoyée le {attendue.cree_le:%d/%m/%Y} à"
                f" {attendue.courriel}, attend déjà une réponse. Relancez-la ou annulez-la depuis"
                " la page « Comptes »."
            )

    def _refuser_un_second_role(self, donnees):
        roles = Role.objects.non_finis(le=self.le).filter(
            genre=donnees["genre"], utilisateur__email=donnees["courriel"]
        )
        if roles.exists():
            raise ValidationError(
                "Cette personne a déjà ce rôle, ou le même sur un autre territoire : il faut"
                " d’abord y mettre fin depuis la page « Comptes »."
            )

    def enregistrer(self, *, par) -> str:
        """Enregistre l'invitation et rend le jeton à envoyer."""
        jeton = self.instance.preparer(par=par, maintenant=self.maintenant)
        self.save()
        return jeton


class AcceptationForm(forms.Form):
    """Ouvrir son compte : un nom, et un mot de passe ou un code à chaque connexion."""

    MOT_DE_PASSE, CODE = "mot_de_passe", "code"

    nom_affiche = forms.CharField(
        label="Votre nom",
        max_length=150,
        help_text="Prénom et nom, tels que les autres membres les liront.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    connexion = forms.ChoiceField(
        label="Comment vous connecterez-vous ?",
        choices=[
            (MOT_DE_PASSE, "avec un mot de passe, que je choisis ci-dessous"),
            (CODE, "sans mot de passe : je me connecterai par un code reçu par courriel"),
        ],
        initial=MOT_DE_PASSE,
        widget=forms.RadioSelect,
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        required=False,
        strip=False,
        help_text="Au moins 12 signes, pas seulement des chiffres, ni un mot de passe courant, ni"
        " votre nom ou votre adresse. Une phrase courte convient bien. Laissez vide si vous"
        " préférez le code.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    confirmation = forms.CharField(
        label="Le même, encore une fois",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.courriel = invitation.courriel
        if invitation.genre == BENEVOLE:
            self.fields["nom_affiche"].initial = str(invitation.benevole)

    def clean(self):
        donnees = super().clean()
        if donnees.get("connexion") == self.MOT_DE_PASSE:
            self._verifier_le_mot_de_passe(donnees)
        elif donnees.get("mot_de_passe"):
            self.add_error(
                "connexion", "Vous avez écrit un mot de passe : choisissez l’un ou l’autre."
            )
        return donnees

    def _verifier_le_mot_de_passe(self, donnees):
        mot_de_passe = donnees.get("mot_de_passe")
        if not mot_de_passe:
            self.add_error("mot_de_passe", "Choisissez un mot de passe, ou le code par courriel.")
            return
        if mot_de_passe != donnees.get("confirmation"):
            self.add_error("confirmation", "Les deux mots de passe ne sont pas les mêmes.")
        compte = Utilisateur(email=self.courriel, nom_affiche=donnees.get("nom_affiche", ""))
        try:
            password_validation.validate_password(mot_de_passe, compte)
        except ValidationError as erreur:
            self.add_error("mot_de_passe", erreur)

    def compte_voulu(self) -> dict:
        """Ce qu'attend `ouvrir_un_compte`."""
        return {
            "courriel": self.courriel,
            "nom": self.cleaned_data["nom_affiche"],
            "mot_de_passe": self.cleaned_data["mot_de_passe"] or None,
        }


class FinDeRoleForm(forms.Form):
    fin = ChampJour(
        label="Dernier jour du rôle",
        help_text="Ce jour-là, la personne a encore ce rôle ; le lendemain, elle ne l’a plus.",
    )

    def __init__(self, *args, role, le, **kwargs):
        super().__init__(*args, initial={"fin": le}, **kwargs)
        self.role = role
        # La veille, pour un retrait immédiat ; jamais avant le début du rôle.
        self.au_plus_tot = max(role.debut, le - dt.timedelta(days=1))
        self.au_plus_tard = ajouter_mois(self.au_plus_tot, 120)

    def clean_fin(self):
        fin = self.cleaned_data["fin"]
        if fin < self.au_plus_tot:
            raise ValidationError(
                f"Choisissez le {self.au_plus_tot:%d/%m/%Y} ou après : on ne réécrit pas le passé."
            )
        if fin > self.au_plus_tard:
            raise ValidationError(
                f"Cette date est trop lointaine : le {self.au_plus_tard:%d/%m/%Y} au plus."
            )
        return fin

    def enregistrer(self) -> bool:
        """Vrai si le rôle a pris fin ; sinon, l'erreur est dans le formulaire."""
        try:
            mettre_fin(self.role, fin=self.cleaned_data["fin"])
        except ValidationError as erreur:
            self.add_error(None, erreur)
            return False
        return True
