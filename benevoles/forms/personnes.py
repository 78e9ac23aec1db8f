"""La fiche d'une personne, ses adhésions, ses absences, et la recherche dans la liste."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from benevoles.forms.homonymes import PersonneSansDoublon
from benevoles.forms.saisie import Correction, Saisie
from benevoles.models import Absence, Adhesion, Affectation, Benevole, Fonction, Habilitation
from partenariat.formulaires import ChampJour
from partenariat.models import AdresseEnEchec, Association
from partenariat.periodes import ajouter_mois

CHAMPS = ["nom", "prenom", "courriel", "telephone", "commune", "departement"]


class FiltrePersonnes(forms.Form):
    """Retrouver quelqu'un dans son périmètre."""

    SITUATIONS = [
        ("", "toutes"),
        ("presents", "en fonction"),
        ("titre_echu", "titre échu ou manquant"),
        ("echeance", "titre qui échoit dans les 6 mois"),
        ("partis", "plus en fonction"),
        ("sans_compte", "sans compte"),
    ]
    ADHESIONS = [
        ("", "toutes"),
        ("membres", "adhérents"),
        ("doubles", "doubles adhérents"),
        ("aucune", "non adhérents"),
    ]

    q = forms.CharField(label="Nom ou commune", required=False, max_length=80)
    etablissement = forms.CharField(label="Établissement", required=False, max_length=80)
    situation = forms.ChoiceField(label="Situation", required=False, choices=SITUATIONS)
    adhesion = forms.ChoiceField(label="Adhésion", required=False, choices=ADHESIONS)

    def __init__(self, *args, utilisateur, le, **kwargs):
        super().__init__(*args, **kwargs)
        self.utilisateur, self.le = utilisateur, le
        # Les adhésions ne se montrent qu'aux directions et aux délégués.
        self.association = utilisateur.droits.direction or utilisateur.droits.delegation
        if not self.association:
            del self.fields["adhesion"]

    @property
    def est_etroit(self) -> bool:
        """Il désigne peu de fiches : mieux vaut partir d'elles que du périmètre."""
        donnees = self.cleaned_data if self.is_valid() else {}
        en_fonction = donnees.get("situation") == "presents"
        locales = en_fonction and not self.utilisateur.droits.est_direction
        return bool(donnees.get("q") or donnees.get("etablissement") or locales)

    def filtrer(self, benevoles):
        donnees = self.cleaned_data if self.is_valid() else {}
        benevoles = benevoles.chercher(donnees.get("q", ""))
        if donnees.get("etablissement"):
            benevoles = benevoles.filter(Exists(self._affectations(donnees["etablissement"])))
        if donnees.get("situation"):
            benevoles = benevoles.filter(getattr(self, f"_{donnees['situation']}")())
        if donnees.get("adhesion"):
            benevoles = benevoles.filter(self._adhesion(donnees["adhesion"]))
        return benevoles

    def _affectations(self, texte=""):
        """Les affectations que ce compte peut voir, d'une personne de la liste."""
        affectations = Affectation.objects.visibles_par(self.utilisateur).filter(
            benevole=OuterRef("pk")
        )
        if texte:
            mots = Affectation.etablissement.field.related_model.objects.chercher(texte)
            affectations = affectations.filter(etablissement__in=mots)
        return affectations.commencees(le=self.le)

    def _titres(self, nature, fonction):
        """Les affectations en cours, avec ce qu'on sait de leurs titres."""
        titres = Habilitation.objects.filter(
            benevole=OuterRef("benevole"), etablissement=OuterRef("etablissement"), nature=nature
        )
        valables = titres.valables(le=self.le)
        horizon = ajouter_mois(self.le, 6)
        durables = valables.filter(Q(fin=None) | Q(fin__gte=horizon))
        return (
            self._affectations()
            .en_cours(le=self.le)
            .filter(fonction=fonction)
            .annotate(connu=Exists(titres), valable=Exists(valables), durable=Exists(durables))
        )

    def _presents(self):
        return Q(Exists(self._affectations().en_cours(le=self.le)))

    def _partis(self):
        return ~self._presents() & Q(Exists(self._affectations()))

    def _sans_compte(self):
        return Q(utilisateur=None)

    def _titre_echu(self):
        vp = self._titres(Habilitation.Nature.AGREMENT, Fonction.VP).filter(valable=False)
        cp = self._titres(Habilitation.Nature.AUTORISATION, Fonction.CP)
        return Q(Exists(vp)) | Q(Exists(cp.filter(connu=True, valable=False)))

    def _echeance(self):
        condition = Q(pk__in=[])
        for nature in Habilitation.Nature:
            titres = self._titres(nature, nature.fonction).filter(valable=True, durable=False)
            condition |= Q(Exists(titres))
        return condition

    def _adhesion(self, choix):
        en_cours = Adhesion.objects.en_cours(le=self.le).filter(benevole=OuterRef("pk"))
        membre = Q(Exists(en_cours.filter(association=self.association)))
        autre = Q(Exists(en_cours.filter(association=self.association.autre)))
        return {"membres": membre, "doubles": membre & autre, "aucune": ~membre}[choix]


class PersonneForm(Correction):
    """Corriger une fiche ; l'adresse de connexion, elle, ne change pas ici."""

    class Meta:
        model = Benevole
        fields = CHAMPS
        help_texts = {"courriel": "Pour lui écrire. L’adresse de connexion ne change pas."}

    def ecrire(self, par):
        super().ecrire(par)
        if "courriel" in self.changed_data:
            AdresseEnEchec.objects.reessayer(self.instance.courriel)


class PersonneNouvelleForm(PersonneSansDoublon):
    """Une nouvelle personne entre par son adhésion ; les visiteurs entrent par leur liste."""

    verrou = ""

    membre_depuis = ChampJour(label="Adhère depuis le")
    field_order = [*CHAMPS, "membre_depuis"]

    class Meta:
        model = Benevole
        fields = CHAMPS

    def ecrire(self, par):
        super().ecrire(par)
        adhesion = Adhesion(
            benevole=self.instance,
            association=Association(self.utilisateur.droits.direction),
            debut=self.cleaned_data["membre_depuis"],
        )
        adhesion.validate_constraints()
        adhesion.save()
        AdresseEnEchec.objects.reessayer(self.instance.courriel)


class AbsenceForm(Saisie):
    """Une absence annoncée : deux dates, jamais de motif."""

    obligatoires = ("fin",)

    class Meta:
        model = Absence
        fields = ["debut", "fin"]
        field_classes = {"debut": ChampJour, "fin": ChampJour}
        labels = {"debut": "Absence à partir du", "fin": "Dernier jour d’absence"}


class AbsenceFinForm(Saisie):
    """Quelqu'un revient plus tôt (ou plus tard) que prévu."""

    obligatoires = ("fin",)

    class Meta:
        model = Absence
        fields = ["fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour d’absence"}


class AdhesionForm(Saisie):
    """Une adhésion à l'association dont on tient la direction."""

    class Meta:
        model = Adhesion
        fields = ["debut", "fin"]
        field_classes = {"debut": ChampJour, "fin": ChampJour}
        labels = {"debut": "Adhère depuis le", "fin": "Jusqu’au"}
        help_texts = {"fin": "Laissez vide si l’adhésion continue."}


class AdhesionFinForm(Saisie):
    """La fin d'une adhésion."""

    obligatoires = ("fin",)

    class Meta:
        model = Adhesion
        fields = ["fin"]
        field_classes = {"fin": ChampJour}
        labels = {"fin": "Dernier jour d’adhésion"}
