"""L'archive de son association : la demander, suivre sa préparation, la prendre."""

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render

from benevoles.telechargements import noter
from partenariat.acces import directions
from partenariat.confirmation import confirmation_recente
from partenariat.rangement.integrite import est_intact
from suivi.archives.fabrication import demander
from suivi.models import Archive
from suivi.models.archives import PRISE

RELIRE = 3  # secondes, tant que l'archive se prépare


@directions
@confirmation_recente
def archives(request):
    """Ce qu'elle contiendra, et celles qui sont prêtes."""
    siennes = Archive.objects.visibles_par(request.user).select_related("demandee_par")
    return render(request, "suivi/archives/liste.html", {"archives": siennes})


@directions
@confirmation_recente
def archive_nouvelle(request):
    """Qui revient de la vérification arrive ici sans rien envoyer : retour à la page."""
    if request.method != "POST":
        return redirect("archives")
    return redirect(demander(request.user.droits.direction, par=request.user))


@directions
def archive(request, pk):
    """L'avancement ; le fichier dès qu'il est prêt."""
    archive = get_object_or_404(Archive.objects.visibles_par(request.user), pk=pk)
    reponse = render(request, "suivi/archives/archive.html", {"archive": archive})
    if not archive.fini_le and not archive.erreur:
        reponse["Refresh"] = str(RELIRE)  # la page se relit seule, sans aucun script
    return reponse


@directions
@confirmation_recente
def archive_fichier(request, pk):
    """Le fichier ; qui l'a pris est noté au journal des téléchargements."""
    archive = get_object_or_404(Archive.objects.visibles_par(request.user).faites(), pk=pk)
    if not est_intact(archive.fichier, archive.sha256):
        messages.error(request, "Cette archive n’est plus sur le serveur : préparez-en une autre.")
        return redirect("archives")
    noter(
        request,
        PRISE,
        format="zip",
        lignes=archive.lignes,
        personnel=True,
    )
    nom = f"archive-{archive.association.lower()}-{archive.demandee_le:%Y-%m-%d}.zip"
    reponse = FileResponse(archive.fichier.open("rb"), as_attachment=True, filename=nom)
    reponse["Cache-Control"] = "private, no-store"
    return reponse
