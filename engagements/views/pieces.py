"""Joindre, lire, retirer une pièce, quel que soit le dossier."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.pieces import PieceForm, RetraitForm
from engagements.models import Piece
from engagements.pieces.depot import DOSSIERS
from partenariat.acces import saisie, tout_compte
from partenariat.rangement.integrite import est_intact


@saisie
def piece_nouvelle(request, sorte, pk):
    """Joindre un fichier à un dossier que ce compte peut modifier."""
    if sorte not in DOSSIERS:
        raise Http404
    dossier = get_object_or_404(DOSSIERS[sorte].objects.modifiables_par(request.user), pk=pk)
    fichiers = request.FILES if request.method == "POST" else None
    return repondre(
        request,
        ouvrir(request, PieceForm, files=fichiers, dossier=(sorte, dossier)),
        dire=lambda gardee: f"« {gardee.nom} » est joint.",
        titre="Joindre un fichier",
        explication=f"{dossier}. Le liront les personnes qui voient cette page, et elles seules.",
        bouton="Joindre ce fichier",
        retour=dossier.get_absolute_url(),
    )


@tout_compte
def piece(request, pk):
    """Le fichier, toujours téléchargé, jamais affiché : rien de lui ne s'exécute ici."""
    piece = get_object_or_404(Piece.objects.visibles_par(request.user), pk=pk)
    if not est_intact(piece.fichier, piece.sha256):
        messages.error(
            request,
            f"« {piece.nom} » n’est plus sur le serveur tel que reçu : déposez-le de nouveau.",
        )
        return redirect(piece.dossier)
    reponse = FileResponse(
        piece.fichier.open("rb"),
        as_attachment=True,
        filename=piece.nom,
        content_type=piece.type_mime,
    )
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@saisie
def piece_retrait(request, pk):
    """Retirer une pièce d'un dossier que ce compte peut modifier."""
    piece = get_object_or_404(Piece.objects.retirables_par(request.user), pk=pk)
    return repondre(
        request,
        ouvrir(request, RetraitForm, piece=piece),
        dire=lambda retiree: f"« {retiree.nom} » est retiré.",
        titre="Retirer un fichier",
        explication=f"« {piece.nom} » sera effacé du serveur. Cela ne se défait pas.",
        bouton="Retirer ce fichier",
        retour=piece.dossier.get_absolute_url(),
        danger=True,
    )
