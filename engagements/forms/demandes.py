"""Préparer une demande : l'établissement d'abord, puis ce qui est nécessaire et rien de plus."""

from django import forms

from engagements.demandes.fiche import abrege
from engagements.demandes.reference import EXEMPLE, lire_reference, refuser_l_indiscret
from engagements.demandes.regles import liste_cp_inconnue, visiteurs_proposables
from engagements.models import DemandeVisite
from partenariat.concurrence import FormulaireVersionne
from partenariat.formulaires import ChampJour
from partenariat.periodes import ajouter_mois

LIBRE = (
    "200 signes au plus. N’écrivez ni nom, ni date, ni numéro, ni rien de la peine, de la santé ou"
    " de la famille. Ce texte s’efface à la clôture."
)

TROP_LONG = "%(limit_value)d signes au plus : votre texte en compte %(show_value)d."


class ChampVisiteur(forms.ModelChoiceField):
    """Un visiteur parmi ceux qui peuvent aller là, le moins chargé d'abord.

    `entier` : AUXILIA ne lit que le prénom et l'initiale tant que le visiteur n'a pas dit oui.
    """

    def __init__(self, *args, entier, **kwargs):
        self.entier = entier
        kwargs.setdefault("error_messages", {"required": "Choisissez un visiteur."})
        super().__init__(*args, **kwargs)

    def label_from_instance(self, benevole):
        nom = str(benevole) if self.entier else abrege(benevole)
        charge = f"{benevole.charge} demande{'s' if benevole.charge > 1 else ''} en cours"
        if benevole.absent:
            charge += f", absent jusqu’au {benevole.absent_jusqu_au:%d/%m/%Y}"
        return f"{nom} ({charge if benevole.charge or benevole.absent else 'aucune demande'})"


class DemandeForm(FormulaireVersionne):
    """Une demande nouvelle, ou un brouillon qu'on reprend."""

    class Meta:
        model = DemandeVisite
        fields = ["reference", "accord_apprenant_le", "motif", "precision", "antenne"]
        field_classes = {"accord_apprenant_le": ChampJour}
        labels = {
            "accord_apprenant_le": "L’apprenant a donné son accord le",
            "motif": "Pourquoi une rencontre est nécessaire",
            "precision": "Précision, si elle est utile",
        }
        help_texts = {
            "reference": f"Celle d’AUXILIA, comme {EXEMPLE}. Jamais de nom ni de numéro d’écrou.",
            "accord_apprenant_le": "Sans son accord, pas de demande.",
            "precision": LIBRE,
        }
        widgets = {"precision": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"precision": {"max_length": TROP_LONG}}

    def __init__(self, *args, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.aujourdhui = aujourdhui
        ou = self.instance.etablissement
        self.fields["reference"].required = True
        self.fields["accord_apprenant_le"].required = True
        self.fields["motif"].choices = [("", "Choisissez"), *DemandeVisite.Motif.choices]
        self.fields["reference"].max_length = None
        self.fields["reference"].widget.attrs["maxlength"] = 40
        self.fields["reference"].validators = []
        self.fields["visiteur"] = ChampVisiteur(
            visiteurs_proposables(ou, le=aujourdhui),
            entier=False,
            required=False,
            label="Visiteur proposé",
            empty_label="La section en proposera un",
            help_text="Les moins sollicités d’abord. Le visiteur reste libre d’accepter.",
        )
        self._antennes(ou)
        if liste_cp_inconnue(ou, le=aujourdhui):
            self.fields["absence_cp_confirmee"] = forms.BooleanField(
                label="Je confirme qu’aucun CP Auxilia n’intervient dans cet établissement",
                help_text="La liste des CP Auxilia n’y a pas été confirmée depuis un an.",
                error_messages={
                    "required": "Vérifiez auprès d’AUXILIA, puis cochez cette case : la convention"
                    " ne permet une demande que sans CP Auxilia sur place."
                },
            )

    def _antennes(self, ou):
        antennes = ou.spip.antennes.all()
        if not antennes:
            del self.fields["antenne"]
            return
        self.fields["antenne"].queryset = antennes
        self.fields["antenne"].empty_label = "Je ne sais pas"
        self.fields["antenne"].help_text = f"{ou.spip} a des antennes ; laissez vide sinon."

    def clean_reference(self):
        return lire_reference(self.cleaned_data["reference"])

    def clean_precision(self):
        return refuser_l_indiscret(self.cleaned_data["precision"])

    def clean_accord_apprenant_le(self):
        return verifier_l_accord(self.cleaned_data["accord_apprenant_le"], self.aujourdhui)

    def clean(self):
        donnees = super().clean() if self.instance.pk else self.cleaned_data
        self.instance.absence_cp_confirmee = donnees.get("absence_cp_confirmee", False)
        reference = donnees.get("reference")
        if reference and self._deja_ouverte(reference):
            self.add_error(
                "reference",
                "Une demande est déjà en cours pour cet apprenant dans cet établissement.",
            )
        return donnees

    def _deja_ouverte(self, reference):
        ouvertes = DemandeVisite.objects.ouvertes().filter(
            etablissement=self.instance.etablissement, reference=reference
        )
        return ouvertes.exclude(pk=self.instance.pk).exists()


def verifier_l_accord(jour, aujourdhui):
    """Un accord déjà donné, et récent : de moins d'un an."""
    if jour > aujourdhui:
        raise forms.ValidationError("L’accord de l’apprenant ne peut pas être à venir.")
    if jour < ajouter_mois(aujourdhui, -12):
        raise forms.ValidationError("Cet accord a plus d’un an : demandez-le de nouveau.")
    return jour
