"""La double adhésion : chercher à qui la proposer, noter une réponse, répondre soi-même."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from benevoles.forms.saisie import Saisie
from benevoles.models import Affectation, Fonction
from engagements.adhesions.envoi import inviter, retirer
from engagements.models import Incitation
from etablissements.filtres import FiltreParTerritoire
from partenariat.formulaires import ChampJour, LongueListe
from partenariat.models import Association

Reponse = Incitation.Reponse


class FiltreDoubleAdhesion(FiltreParTerritoire):
    """Qui chercher, parmi les adhérents d'une seule association."""

    REPONSES = [
        ("", "Toutes"),
        ("aucune", "Pas encore demandé"),
        ("a_envoyer", "D’accord, invitation à envoyer"),
        ("envoyee", "Invitation envoyée"),
        ("non", "Ne le souhaite pas"),
        ("retiree", "Réponse retirée"),
    ]
    FONCTIONS = [("", "Tous"), ("VP", "Visiteurs (VP)"), ("CP", "CP Auxilia")]

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    reponse = forms.ChoiceField(
        label="Réponse", required=False, widget=LongueListe, choices=REPONSES
    )
    fonction = forms.ChoiceField(
        label="En fonction", required=False, widget=LongueListe, choices=FONCTIONS
    )
    spip = None
    field_order = ["q", "reponse", "disp", "departement", "fonction"]

    def __init__(self, *args, utilisateur, le, **kwargs):
        super().__init__(*args, **kwargs)
        self.le, droits = le, utilisateur.droits
        self.association = Association(droits.association)
        fonctions = [f for f in Fonction if f.association == self.association]
        self.fields["fonction"].choices = [
            choix for choix in self.FONCTIONS if choix[0] in ("", *fonctions)
        ]
        if not droits.est_direction:
            del self.fields["disp"]
        if not droits.peut_piloter:
            del self.fields["departement"], self.fields["fonction"]

    def filtrer(self, benevoles):
        """Les personnes retenues."""
        c = self.criteres()
        benevoles = benevoles.chercher(c.get("q") or "")
        if disp := c.get("disp"):
            benevoles = benevoles.filter(departement__disp=disp)
        if departement := c.get("departement"):
            benevoles = benevoles.filter(departement=departement)
        if fonction := c.get("fonction"):
            du_jour = Affectation.objects.en_cours(le=self.le).filter(fonction=fonction)
            benevoles = benevoles.filter(pk__in=du_jour.values("benevole"))
        if reponse := c.get("reponse"):
            benevoles = benevoles.filter(self._condition(reponse))
        return benevoles

    def _condition(self, reponse):
        siennes = Incitation.objects.filter(benevole=OuterRef("pk"), vers=self.association.autre)
        vivantes = siennes.vivantes()
        return {
            "aucune": ~Exists(siennes),
            "a_envoyer": Q(Exists(siennes.a_envoyer())),
            "envoyee": Q(Exists(vivantes.filter(envoyee_le__isnull=False))),
            "non": Q(Exists(vivantes.filter(reponse=Reponse.NON))),
            "retiree": Q(Exists(siennes)) & ~Exists(vivantes),
        }[reponse]


class ReponseForm(Saisie):
    """La réponse qu'une personne a donnée, et son jour ; rien n'est coché d'avance."""

    mois_a_venir = {"recueillie_le": 0}

    class Meta:
        model = Incitation
        fields = ["reponse", "recueillie_le"]
        field_classes = {"recueillie_le": ChampJour}
        widgets = {"reponse": forms.RadioSelect}
        labels = {"reponse": "Que vous a-t-elle répondu ?", "recueillie_le": "Quel jour ?"}
        error_messages = {"reponse": {"required": "Dites ce que la personne a répondu."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        vers = self.instance.vers
        self.fields["reponse"].choices = [
            (Reponse.OUI, f"Elle veut bien recevoir une invitation à rejoindre {vers}"),
            (Reponse.NON, "Elle ne le souhaite pas"),
        ]

    def ecrire(self, par):
        self.instance.recueillie_par = par
        super().ecrire(par)


class MaReponseForm(ReponseForm):
    """La personne répond elle-même ; si c'est oui, l'invitation part aussitôt."""

    class Meta(ReponseForm.Meta):
        fields = ["reponse"]
        labels = {"reponse": "Voulez-vous recevoir une invitation ?"}
        error_messages = {"reponse": {"required": "Choisissez l’une des deux réponses."}}

    def __init__(self, *args, maintenant, **kwargs):
        super().__init__(*args, **kwargs)
        self.maintenant = maintenant
        self.fields["reponse"].choices = [
            (Reponse.OUI, "Oui, envoyez-la-moi par courriel"),
            (Reponse.NON, "Non merci"),
        ]

    def ecrire(self, par):
        self.instance.recueillie_le = self.aujourdhui
        super().ecrire(par)
        if self.instance.reponse == Reponse.OUI:
            inviter(self.instance, maintenant=self.maintenant)


class RetraitForm(forms.Form):
    """Confirmer que la réponse ne vaut plus."""

    def __init__(self, *args, incitation, aujourdhui, maintenant, **kwargs):
        super().__init__(*args, **kwargs)
        self.incitation, self.maintenant = incitation, maintenant

    def enregistrer(self, *, par):
        retirer(self.incitation, maintenant=self.maintenant)
        return self.incitation
