"""Joindre une pièce : seule, ou avec ce qu'on est en train de noter."""

from django import forms

from engagements.models import Piece
from engagements.pieces.controle import ACCEPTES, AIDE, VIDE, controler
from engagements.pieces.depot import deposer

MAXIMUM = 20  # pièces par dossier


class ChampPiece(forms.FileField):
    """Un fichier contrôlé : son nom et son type sont désormais sûrs."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", AIDE)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTES}))
        messages = {"required": "Choisissez un fichier.", "empty": VIDE}
        super().__init__(error_messages=messages | {"invalid": "Choisissez un fichier."}, **kwargs)

    def clean(self, data, initial=None):
        fichier = super().clean(data, initial)
        if fichier:
            fichier.name, fichier.content_type = controler(fichier)
        return fichier


class PieceForm(forms.Form):
    """Une pièce de plus ; `dossier` : sa sorte (« action », « reunion »…) et l'objet."""

    fichier = ChampPiece(label="Fichier")

    def __init__(self, *args, aujourdhui, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.dossier = dict([dossier])

    def clean(self):
        if Piece.objects.filter(**self.dossier).count() >= MAXIMUM:
            raise forms.ValidationError(f"{MAXIMUM} pièces au plus : retirez-en une d’abord.")
        return super().clean()

    def enregistrer(self, *, par):
        """La pièce gardée ; None si elle est refusée, et le formulaire dit pourquoi."""
        if not self.is_valid():
            return None
        return deposer(self.cleaned_data["fichier"], par=par, **self.dossier)


class RetraitForm(forms.Form):
    """Confirmer un retrait, sans rien à remplir."""

    def __init__(self, *args, aujourdhui, piece, **kwargs):
        super().__init__(*args, **kwargs)
        self.piece = piece

    def enregistrer(self, *, par):
        """Retire la pièce, et rend ce qu'elle était."""
        self.piece.delete()
        return self.piece
