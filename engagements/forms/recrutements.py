"""Lancer une recherche, la corriger, la confier, y renoncer ; noter un candidat, le suivre."""

from django import forms
from django.utils import timezone

from benevoles.forms.saisie import Correction, Saisie
from benevoles.models import Fonction
from engagements.annonces import Destinataire, annoncer
from engagements.models import Candidat, Nature, Recrutement
from engagements.recrutements.manques import empechement
from engagements.recrutements.responsables import tenants
from etablissements.filtres import FiltreParTerritoire
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import FormulaireVersionne
from partenariat.formulaires import ChampJour, LongueListe

CLOSE = "Cette recherche vient d’être close : rien n’y a été ajouté."
DEJA_NOTE = "Cette personne est déjà notée pour cette recherche."


class RecrutementForm(Saisie):
    """Qui cherche, et pour quand ; où et qui, l'adresse l'a déjà dit."""

    verrou = "etablissement"

    class Meta:
        model = Recrutement
        fields = ["responsable", "echeance"]
        field_classes = {"echeance": ChampJour}
        labels = {"responsable": "Qui mène la recherche ?", "echeance": "Pour quand ?"}
        help_texts = {
            "responsable": "Parmi ceux qui tiennent cette liste ; un courriel le prévient.",
            "echeance": "Passé ce jour, un rappel part au responsable. La recherche se clôt"
            " d’elle-même quand il ne manque plus personne.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ici = self.instance
        champ = self.fields["responsable"]
        champ.queryset = tenants(ici.etablissement, ici.fonction, le=self.aujourdhui)
        champ.required, champ.empty_label = True, None
        self.avant = ici.responsable_id if ici.pk else None

    def clean(self):
        donnees = super().clean()
        if (jour := donnees.get("echeance")) and jour < self.aujourdhui:
            self.add_error("echeance", "Choisissez un jour à venir.")
        self._verifier_le_manque()
        return donnees

    def _verifier_le_manque(self):
        ici = self.instance
        if refus := empechement(ici.etablissement, ici.fonction, le=self.aujourdhui):
            self.add_error(None, refus)

    def ecrire(self, par):
        super().ecrire(par)
        qui = self.instance.responsable
        if qui.pk not in (self.avant, par.pk):
            annoncer(
                self.instance,
                Nature.RECRUTEMENT,
                [Destinataire(qui, qui.email)],
                maintenant=timezone.now(),
            )


class CorrectionRecrutementForm(RecrutementForm, FormulaireVersionne):
    """Une autre date, ou un autre responsable."""

    verrou = ""

    def _verifier_le_manque(self):
        """Il y en avait un à l'ouverture ; la nuit clôt ce qui est pourvu."""


class AbandonForm(Correction):
    """On ne cherche plus : il ne reste qu'à confirmer."""

    class Meta:
        model = Recrutement
        fields = []

    def ecrire(self, par):
        self.instance.clore(Recrutement.Issue.ABANDON, par=par, le=self.aujourdhui)


class CandidatForm(Saisie):
    """Une personne intéressée : son nom suffit."""

    verrou = "recrutement"

    class Meta:
        model = Candidat
        fields = ["nom", "contact", "etape"]
        help_texts = {
            "nom": "Vu seulement de ceux qui tiennent cette liste, et effacé trois mois après la"
            " fin de la recherche. Prévenez la personne que vous notez son nom.",
        }

    def clean(self):
        donnees = super().clean()
        siens = Candidat.objects.filter(recrutement=self.instance.recrutement_id)
        autres = siens.exclude(pk=self.instance.pk).values_list("nom", flat=True)
        cle = cle_de_recherche(donnees.get("nom", ""))
        if cle and cle in {cle_de_recherche(nom) for nom in autres}:
            self.add_error("nom", DEJA_NOTE)
        return donnees

    def ecrire(self, par):
        if not Recrutement.objects.ouverts().filter(pk=self.instance.recrutement_id).exists():
            raise forms.ValidationError(CLOSE)
        if "etape" in self.changed_data or not self.instance.pk:
            self.instance.depuis_le = self.aujourdhui
        super().ecrire(par)


class CorrectionCandidatForm(CandidatForm, FormulaireVersionne):
    """La même, corrigée : une étape passée par erreur se reprend ici."""


class EtapeForm(forms.Form):
    """L'étape où passe un candidat, d'un geste ; `version` : la fiche telle qu'on l'a lue."""

    etape = forms.ChoiceField(choices=Candidat.Etape)
    version = forms.IntegerField()


class FiltreRecrutementsForm(FiltreParTerritoire):
    """Ouvertes ou closes, quelle fonction, quelle DISP, les miennes."""

    ETATS = {"": "En cours", "retard": "En retard", "closes": "Closes", "toutes": "Toutes"}

    q = forms.CharField(label="Établissement ou ville", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="Recherches", required=False, widget=LongueListe, choices=list(ETATS.items())
    )
    fonction = forms.ChoiceField(
        label="On cherche",
        required=False,
        widget=LongueListe,
        choices=[("", "Toutes les fonctions"), *Fonction.choices],
    )
    miennes = forms.BooleanField(label="Les miennes seulement", required=False)
    departement = spip = None
    field_order = ["q", "etat", "fonction", "disp", "miennes"]

    def __init__(self, *args, utilisateur, aujourdhui, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur, self.aujourdhui = utilisateur, aujourdhui
        if not utilisateur.droits.est_direction:
            del self.fields["disp"]

    def filtrer(self, recrutements):
        """Celles que la liste montre."""
        c = self.criteres()
        recrutements = self.par_etat(recrutements, c.get("etat"))
        for mot in cle_de_recherche(c.get("q") or "").split():
            recrutements = recrutements.filter(etablissement__recherche__contains=mot)
        return self.du_perimetre(recrutements)

    def du_perimetre(self, recrutements):
        """Fonction, DISP, les miennes : ce qui borne aussi les délais."""
        c = self.criteres()
        if fonction := c.get("fonction"):
            recrutements = recrutements.filter(fonction=fonction)
        if disp := c.get("disp"):
            recrutements = recrutements.filter(etablissement__disp=disp)
        if c.get("miennes"):
            recrutements = recrutements.filter(responsable=self.utilisateur)
        return recrutements

    def par_etat(self, recrutements, etat):
        if etat == "toutes":
            return recrutements
        if etat == "closes":
            return recrutements.exclude(clos_le=None)
        if etat == "retard":
            return recrutements.en_retard(le=self.aujourdhui)
        return recrutements.ouverts()
