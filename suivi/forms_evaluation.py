"""Commenter, corriger, vérifier une évaluation."""

import hashlib
import re

from django import forms
from django.utils import timezone

from benevoles.forms.saisie import Correction, Saisie
from partenariat.formulaires import ChampJour
from partenariat.televersements import ChampFichier
from suivi.evaluations.signature import annuler_les_signatures
from suivi.models import Commentaire, Evaluation

EMPREINTE = re.compile(r"[0-9a-f]{64}")


class CampagneForm(Correction):
    """Les dates de la campagne."""

    class Meta:
        model = Evaluation
        fields = ["ouverte_le", "arret_le", "commentaires_le", "signature_le"]
        field_classes = dict.fromkeys(fields, ChampJour)


class CommentaireForm(Saisie):
    """Le commentaire de son association sur une rubrique ; une signature déjà donnée tombe."""

    verrou = "evaluation"

    class Meta:
        model = Commentaire
        fields = ["texte"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 8})}

    def ecrire(self, par):
        commentaire = self.instance
        siens = commentaire.evaluation.commentaires.filter(association=commentaire.association)
        ancien = siens.filter(rubrique=commentaire.rubrique).first()
        if ancien:
            if ancien.texte == commentaire.texte:
                self.instance = ancien
                return
            ancien.texte = commentaire.texte
            self.instance = ancien
        super().ecrire(par)
        annuler_les_signatures(
            commentaire.evaluation, "un commentaire a changé", maintenant=timezone.now()
        )


class CorrectionForm(forms.Form):
    """Recalculer les chiffres : il faut dire pourquoi."""

    motif = forms.CharField(
        label="Pourquoi corriger les chiffres",
        max_length=300,
        help_text="L’ancienne version reste, avec ses signatures, annulées.",
    )


class VerificationForm(forms.Form):
    """Un fichier, ou une empreinte."""

    empreinte = forms.CharField(label="Empreinte (64 signes)", required=False, max_length=200)
    fichier = ChampFichier(
        label="Ou le fichier PDF",
        required=False,
        error_messages={"trop_gros": "Ce fichier est trop gros pour être l’une des évaluations."},
    )

    def clean_empreinte(self):
        texte = re.sub(r"\s", "", self.cleaned_data["empreinte"]).lower()
        if texte and not EMPREINTE.fullmatch(texte):
            raise forms.ValidationError("Une empreinte a 64 signes, de 0 à 9 et de a à f.")
        return texte

    def clean(self):
        donnees = super().clean()
        if not self.errors and not donnees.get("empreinte") and not donnees.get("fichier"):
            raise forms.ValidationError("Donnez une empreinte, ou un fichier.")
        return donnees

    def cherchee(self) -> str:
        """L'empreinte à chercher : celle donnée, ou celle du fichier."""
        fichier = self.cleaned_data["fichier"]
        if not fichier:
            return self.cleaned_data["empreinte"]
        somme = hashlib.sha256()
        for morceau in fichier.chunks():
            somme.update(morceau)
        return somme.hexdigest()
