"""Tenir la liste d'un établissement : inscrire, terminer une affectation, déclarer un besoin."""

from django import forms
from phonenumber_field.formfields import PhoneNumberField

from benevoles.couverture.faits import NATURE
from benevoles.doublons import EXISTE_AILLEURS, existe_ailleurs, memes_personnes
from benevoles.forms.homonymes import PersonneSansDoublon
from benevoles.forms.saisie import Correction, Saisie
from benevoles.forms.titres import fin_proposee, refus_de_la_fin
from benevoles.models import Affectation, Benevole, BesoinDeclare, Fonction, Habilitation
from etablissements.models import Precision
from partenariat.formulaires import ChampJour
from partenariat.models import AdresseEnEchec

CHOIX_DU_TITRE = {
    Fonction.VP: [
        ("definitif", "Agrément de deux ans"),
        ("provisoire", "Autorisation provisoire, six mois au plus"),
        ("aucun", "Pas encore d’agrément"),
    ],
    Fonction.CP: [
        ("definitif", "Autorisation d’accès"),
        ("aucun", "Rien à enregistrer pour l’instant"),
    ],
}


class RechercheForm(forms.Form):
    """Qui ajoute-t-on ? On cherche d'abord si la personne est déjà connue."""

    nom = forms.CharField(label="Nom", max_length=80)
    prenom = forms.CharField(label="Prénom", max_length=80, required=False)
    courriel = forms.EmailField(label="Adresse électronique", required=False)

    def proches(self, visibles):
        """Les mêmes d'abord, puis celles dont la fiche contient ces mots."""
        donnees = self.cleaned_data
        memes = memes_personnes(visibles, **donnees)
        mots = f"{donnees['nom']} {donnees['prenom']}"
        autres = visibles.chercher(mots).exclude(pk__in=[b.pk for b in memes])[:20]
        return [*memes, *autres]

    def est_ailleurs(self, utilisateur, association):
        return existe_ailleurs(utilisateur, association, **self.cleaned_data)


class InscriptionForm(Saisie):
    """Une personne connue rejoint un établissement, avec son titre si on l'a."""

    verrou = "etablissement"
    mois_a_venir = {"titre_fin": 120}

    titre = forms.ChoiceField(widget=forms.RadioSelect)
    titre_debut = ChampJour(
        required=False, label="À partir du", help_text="Vide : le jour de l’arrivée."
    )
    titre_fin = ChampJour(required=False, label="Jusqu’au")

    class Meta:
        model = Affectation
        fields = ["debut"]
        field_classes = {"debut": ChampJour}
        labels = {"debut": "Arrive (ou est là) depuis le"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fonction = Fonction(self.instance.fonction)
        self.nature = NATURE[fonction]
        self.fields["titre"].choices = CHOIX_DU_TITRE[fonction]
        self.fields["titre"].label = self.nature.label.capitalize()
        self.fields["titre_fin"].help_text = (
            "Vide : deux ans moins un jour, six mois moins un jour si c’est provisoire."
            if fonction == Fonction.VP
            else "Vide : sans échéance."
        )

    def clean_debut(self):
        debut, etablissement = self.cleaned_data["debut"], self.instance.etablissement
        ferme_le, ouvert_le = etablissement.ferme_le, etablissement.ouvert_le
        if ferme_le and ferme_le <= max(debut, self.aujourdhui):
            raise forms.ValidationError(
                f"Cet établissement ferme ou a fermé le {ferme_le:%d/%m/%Y} : plus personne ne"
                " peut y être inscrit."
            )
        au_jour = etablissement.ouvert_precision == Precision.JOUR
        if ouvert_le and debut < ouvert_le and au_jour:
            raise forms.ValidationError(f"Cet établissement n’ouvre que le {ouvert_le:%d/%m/%Y}.")
        return debut

    def clean(self):
        donnees = super().clean()
        choix, debut = donnees.get("titre"), donnees.get("titre_debut") or donnees.get("debut")
        if choix in (None, "aucun") or not debut or "titre_fin" in self.errors:
            return donnees
        regle = {"nature": self.nature, "provisoire": choix == "provisoire"}
        fin = donnees.get("titre_fin") or fin_proposee(debut, **regle)
        refus = fin and refus_de_la_fin(debut, fin, **regle)
        if refus:
            self.add_error("titre_fin", refus)
        donnees |= {"titre_debut": debut, "titre_fin": fin}
        return donnees

    def ecrire(self, par):
        super().ecrire(par)
        if self.cleaned_data["titre"] != "aucun":
            titre = self._titre()
            titre.validate_constraints()
            titre.enregistrer(par=par)

    def _titre(self):
        debut = self.cleaned_data["titre_debut"]
        return Habilitation(
            benevole=self.instance.benevole,
            etablissement=self.instance.etablissement,
            nature=self.nature,
            provisoire=self.cleaned_data["titre"] == "provisoire",
            debut=debut,
            fin=self.cleaned_data["titre_fin"],
            decidee_le=min(debut, self.aujourdhui),
        )


class NouvellePersonneForm(PersonneSansDoublon, InscriptionForm):
    """Une personne que l'on ne connaît pas encore : sa fiche, et son arrivée."""

    nom = forms.CharField(label="Nom", max_length=80)
    prenom = forms.CharField(label="Prénom", max_length=80)
    courriel = forms.EmailField(label="Adresse électronique", required=False)
    telephone = PhoneNumberField(label="Téléphone", required=False)
    commune = forms.CharField(label="Commune", max_length=80, required=False)

    field_order = ["nom", "prenom", "courriel", "telephone", "commune", "autre_personne", "debut"]

    def clean(self):
        donnees = super().clean()
        association = Fonction(self.instance.fonction).association
        if not self.homonymes and existe_ailleurs(
            self.utilisateur, association, **self.identite(donnees)
        ):
            self.add_error(None, EXISTE_AILLEURS)
        return donnees

    def ecrire(self, par):
        donnees = self.cleaned_data
        champs = ("nom", "prenom", "courriel", "telephone", "commune")
        personne = Benevole(**{champ: donnees[champ] for champ in champs})
        personne.validate_constraints()
        personne.enregistrer(par=par)
        AdresseEnEchec.objects.reessayer(personne.courriel)
        self.instance.benevole = personne
        super().ecrire(par)

    def refuser_le_doublon(self, donnees):
        """Un second envoi ne crée rien."""
        deja = self.instance.etablissement.affectations.filter(
            benevole__in=self.homonymes, fonction=self.instance.fonction, debut=donnees.get("debut")
        )
        if deja.exists():
            self.add_error(None, "Cette personne est déjà inscrite ici, depuis ce même jour.")
        else:
            super().refuser_le_doublon(donnees)


class FinAffectationForm(Correction):
    """La fin d'une affectation : le dernier jour et un motif ; elle ne se modifie plus ensuite."""

    obligatoires = ("fin",)

    class Meta:
        model = Affectation
        fields = ["fin", "motif_fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour", "motif_fin": "Motif"}

    motif_fin = forms.ChoiceField(
        label="Motif", choices=Affectation.MotifFin.choices, widget=forms.RadioSelect
    )

    def clean_fin(self):
        if self.instance.fin:
            raise forms.ValidationError(
                f"Cette affectation est déjà terminée, le {self.instance.fin:%d/%m/%Y} : une fin"
                " ne se modifie plus."
            )
        return self.cleaned_data["fin"]


class BesoinForm(Saisie):
    """Ce qui manque, selon la section ; la dernière déclaration vaut jusqu'à la suivante."""

    verrou = "etablissement"

    vp_manquants = forms.IntegerField(
        label="Combien de visiteurs manque-t-il ?",
        help_text="0 si le besoin est couvert.",
        min_value=0,
        max_value=200,
    )
    attente_mois = forms.IntegerField(
        label="Combien de mois attend une personne qui demande un visiteur ?",
        help_text="0 s’il n’y a pas d’attente.",
        min_value=0,
        max_value=120,
    )

    class Meta:
        model = BesoinDeclare
        fields = ["vp_manquants", "attente_mois"]

    @classmethod
    def repris_de(cls, dernier):
        """On repart de la dernière déclaration."""
        return {nom: getattr(dernier, nom, 0) for nom in cls.Meta.fields}

    def ecrire(self, par):
        """Une seule déclaration par jour : la seconde corrige la première."""
        self.instance, _ = BesoinDeclare.objects.update_or_create(
            etablissement=self.instance.etablissement,
            le=self.aujourdhui,
            defaults={**self.cleaned_data, "par": par},
        )
