"""Agréments et autorisations : enregistrer, renouveler, suspendre, lever, retirer."""

import datetime as dt

from django import forms

from benevoles.forms.saisie import Correction, Saisie
from benevoles.models import Habilitation, Suspension
from partenariat.formulaires import ChampJour
from partenariat.periodes import ajouter_mois

UN_JOUR = dt.timedelta(days=1)
AGREMENT = Habilitation.Nature.AGREMENT


def duree_maximale(*, nature, provisoire) -> int | None:
    """En mois ; aucune pour l'autorisation d'un CP Auxilia, sauf provisoire."""
    if provisoire:
        return 6
    return 24 if nature == AGREMENT else None


def fin_proposee(debut: dt.date, *, nature, provisoire=False) -> dt.date | None:
    """Deux ans moins un jour, six mois moins un jour si le titre est provisoire."""
    mois = duree_maximale(nature=nature, provisoire=provisoire)
    return mois and ajouter_mois(debut, mois) - UN_JOUR


def refus_de_la_fin(debut: dt.date, fin: dt.date, *, nature, provisoire=False) -> str:
    """La phrase qui refuse cette échéance ; rien si elle convient."""
    if fin < debut:
        return f"La fin précède le début, le {debut:%d/%m/%Y}."
    mois = duree_maximale(nature=nature, provisoire=provisoire)
    if not mois or fin <= ajouter_mois(debut, mois):
        return ""
    quoi = "Un titre provisoire dure six mois" if provisoire else "Un agrément dure deux ans"
    return f"{quoi} au plus : jusqu’au {ajouter_mois(debut, mois) - UN_JOUR:%d/%m/%Y}."


class TitreForm(Saisie):
    """Un premier titre, ou un renouvellement : on ajoute, on ne prolonge jamais l'ancien."""

    mois_a_venir = {"fin": 120}

    class Meta:
        model = Habilitation
        fields = ["debut", "fin", "provisoire", "decidee_le"]
        field_classes = {"debut": ChampJour, "fin": ChampJour, "decidee_le": ChampJour}
        labels = {"debut": "Valable à partir du", "fin": "Jusqu’au"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.nature = Habilitation.Nature(self.instance.nature)
        self.fields["decidee_le"].required = False
        self.fields["decidee_le"].label = "Date de la décision"
        self.fields["decidee_le"].help_text = "Celle du courrier, si vous l’avez."
        if self.nature == AGREMENT:
            self.fields[
                "fin"
            ].help_text = (
                "Deux ans moins un jour, sauf si la décision dit autre chose. Vide : calculé."
            )
        else:
            self.fields["fin"].help_text = "Laissez vide si l’autorisation n’a pas d’échéance."
            del self.fields["provisoire"]

    def clean(self):
        donnees = super().clean()
        debut, provisoire = donnees.get("debut"), bool(donnees.get("provisoire"))
        if debut and "fin" not in self.errors:
            donnees["fin"] = self._fin(debut, donnees.get("fin"), provisoire)
            refus = donnees["fin"] and refus_de_la_fin(
                debut, donnees["fin"], nature=self.nature, provisoire=provisoire
            )
            if refus:
                self.add_error("fin", refus)
        if debut and "decidee_le" not in self.errors:
            donnees["decidee_le"] = self._decision(debut, donnees.get("decidee_le"))
        return donnees

    def ecrire(self, par):
        """Un titre définitif met fin la veille à l'autorisation provisoire qu'il remplace."""
        if not self.instance.provisoire:
            for provisoire in self._provisoires_remplaces():
                provisoire.fin = self.instance.debut - UN_JOUR
                provisoire.enregistrer(par=par, champs=["fin"])
        super().ecrire(par)

    def _fin(self, debut, fin, provisoire):
        """La fin proposée suit le début et la case « provisoire » tant qu'on n'y touche pas."""
        intacte = "fin" not in self.changed_data
        suivie = intacte and {"debut", "provisoire"} & set(self.changed_data)
        if fin is None or suivie:
            return fin_proposee(debut, nature=self.nature, provisoire=provisoire)
        return fin

    def _decision(self, debut, decidee_le):
        if decidee_le and decidee_le > self.aujourdhui:
            self.add_error("decidee_le", "La décision ne peut pas être à venir.")
        return decidee_le or min(debut, self.aujourdhui)

    def _provisoires_remplaces(self):
        titre = self.instance
        return (
            Habilitation.objects.en_cours(le=titre.debut)
            .filter(benevole=titre.benevole, etablissement=titre.etablissement, nature=titre.nature)
            .filter(provisoire=True, retiree_le=None, debut__lt=titre.debut)
        )


class RetraitForm(Correction):
    """Le retrait, par l'administration : une date, jamais de motif."""

    obligatoires = ("retiree_le",)

    class Meta:
        model = Habilitation
        fields = ["retiree_le"]
        field_classes = {"retiree_le": ChampJour}
        labels = {"retiree_le": "Retiré à partir du"}
        help_texts = {
            "retiree_le": "Ce jour-là et ensuite, la personne n’est plus comptée. Ne notez aucun"
            " motif, nulle part."
        }

    def clean_retiree_le(self):
        jour, titre = self.cleaned_data["retiree_le"], self.instance
        if titre.retiree_le:
            raise forms.ValidationError(f"Titre déjà retiré, le {titre.retiree_le:%d/%m/%Y}.")
        if jour < titre.debut:
            raise forms.ValidationError(f"Le titre n’a commencé que le {titre.debut:%d/%m/%Y}.")
        if jour > self.aujourdhui:
            raise forms.ValidationError("Un retrait vaut tout de suite : pas de date à venir.")
        return jour


class SuspensionForm(Saisie):
    """La suspension, par le chef d'établissement, en urgence : des dates, jamais de motif."""

    verrou = "habilitation"

    class Meta:
        model = Suspension
        fields = ["debut", "fin"]
        field_classes = {"debut": ChampJour, "fin": ChampJour}
        labels = {"debut": "Suspendu à partir du", "fin": "Dernier jour de suspension"}
        help_texts = {"fin": "Laissez vide si vous ne le connaissez pas encore."}

    def clean_debut(self):
        debut, titre = self.cleaned_data["debut"], self.instance.habilitation
        if debut < titre.debut or titre.fin and debut > titre.fin:
            fin = f" au {titre.fin:%d/%m/%Y}" if titre.fin else ""
            raise forms.ValidationError(
                f"Ce titre va du {titre.debut:%d/%m/%Y}{fin} : choisissez un jour entre les deux."
            )
        return debut


class LeveeForm(Saisie):
    """La levée d'une suspension : le premier jour où la personne peut de nouveau entrer."""

    verrou = "habilitation"
    levee_le = ChampJour(
        label="La personne peut entrer de nouveau à partir du",
    )

    class Meta:
        model = Suspension
        fields = []

    def clean_levee_le(self):
        levee, suspension = self.cleaned_data["levee_le"], self.instance
        if levee <= suspension.debut:
            raise forms.ValidationError(
                f"La suspension a commencé le {suspension.debut:%d/%m/%Y} : elle se lève après."
            )
        if suspension.fin and levee > suspension.fin:
            raise forms.ValidationError(
                f"Cette suspension prend déjà fin le {suspension.fin:%d/%m/%Y}."
            )
        return levee

    def ecrire(self, par):
        self.instance.fin = self.cleaned_data["levee_le"] - UN_JOUR
        super().ecrire(par)
