"""Le suivi thématique : un point, ce que chaque association en pense, ce qu'on décide."""

from django import forms

from benevoles.forms.saisie import Correction, Saisie
from engagements.models import Appreciation, Decision, Engagement, PointDeSuivi
from partenariat.formulaires import ChampJour


class PointForm(Saisie):
    verrou = "categorie"

    class Meta:
        model = PointDeSuivi
        fields = ["le", "titre"]
        field_classes = {"le": ChampJour}
        help_texts = {"titre": "Par exemple : « Point de mi-année sur les réunions »."}

    def ecrire(self, par):
        self.instance.cree_par = par
        super().ecrire(par)


class AppreciationForm(Saisie):
    """Celle de son association : l'autre garde la sienne, même contraire."""

    verrou = "point"

    class Meta:
        model = Appreciation
        fields = ["avis", "commentaire"]
        widgets = {"commentaire": forms.Textarea(attrs={"rows": 5})}

    def ecrire(self, par):
        """Remplace celle que son association avait donnée à ce point."""
        point = self.instance.point
        ancienne = point.appreciations.filter(association=self.instance.association).first()
        if ancienne:
            ancienne.avis, ancienne.commentaire = self.instance.avis, self.instance.commentaire
            self.instance = ancienne
        super().ecrire(par)


class DecisionForm(Saisie):
    verrou = "point"
    mois_a_venir = {"echeance": 60}

    class Meta:
        model = Decision
        fields = ["texte", "porteur", "echeance", "engagement"]
        field_classes = {"echeance": ChampJour}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        siens = Engagement.objects.filter(categorie=self.instance.point.categorie_id)
        self.fields["engagement"].queryset = siens.select_related("categorie")
        self.fields["engagement"].empty_label = "Toute la catégorie"


class SuiteForm(Correction):
    """Une décision faite, ou abandonnée : à quelle date."""

    class Meta:
        model = Decision
        fields = ["faite_le", "abandonnee_le"]
        field_classes = {"faite_le": ChampJour, "abandonnee_le": ChampJour}
        help_texts = {"faite_le": "Laissez les deux vides si elle reste à faire."}
