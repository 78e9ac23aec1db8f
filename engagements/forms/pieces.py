"""Joindre une pièce : seule, ou avec ce qu'on est en train de noter."""

from django import forms

from engagements.models import Piece
from engagements.pieces.controle import ACCEPTES, AIDE, TROP_GROS, controler
from engagements.pieces.depot import deposer
from partenariat.televersements import ChampFichier

MAXIMUM = 20  # pièces par dossier


class ChampPiece(ChampFichier):
    """Un fichier contrôlé : son nom et son type sont désormais sûrs."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", AIDE)
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPTES}))
        super().__init__(error_messages={"trop_gros": TROP_GROS}, **kwargs)

    def controler(self, fichier):
        fichier.name, fichier.content_type = controler(fichier)


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
