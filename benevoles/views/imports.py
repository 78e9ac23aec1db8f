"""Importer un tableau : l'envoyer, vérifier ses colonnes, lire l'essai, l'appliquer, le défaire."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.forms.imports import ColonnesForm, EnvoiForm
from benevoles.imports.rapport import comptes, onglets, refusees
from benevoles.imports.registre import sorte as sorte_de
from benevoles.imports.registre import sortes_de
from benevoles.imports.taches import SILENCE, essayer, lancer, relancer
from benevoles.models import Import
from benevoles.telechargements import noter
from partenariat import tableurs
from partenariat.acces import saisie

PAR_PAGE = 50
RELIRE = 2  # secondes, tant que l'étape dure
FORMATS = ("csv", "xlsx")
# De quelle étape part chaque geste, et celle qu'il commence.
GESTES = {
    "application": (Import.Etape.ESSAYE, Import.Etape.APPLICATION),
    "retour": (Import.Etape.APPLIQUE, Import.Etape.RETOUR),
}


@saisie
def imports(request):
    """Envoyer un tableau, et retrouver ceux qu'on a déjà envoyés."""
    envoi = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EnvoiForm(
        *envoi, utilisateur=request.user, aujourdhui=localdate(), demandee=request.GET.get("sorte")
    )
    if envoi and (lot := form.enregistrer()):
        return redirect("import_colonnes", pk=lot.pk)
    contexte = {
        "form": form,
        "liste": sorte_de(form["sorte"].initial).liste,
        "lots": Import.objects.visibles_par(request.user)[:20],
        "sortes": sortes_de(request.user.droits),
    }
    return render(request, "benevoles/imports/liste.html", contexte)


@saisie
def import_modele(request, sorte):
    """Un tableau vide, avec nos colonnes."""
    droits = request.user.droits
    permises = {permise.cle: permise for permise in sortes_de(droits)}
    if sorte not in permises:
        raise Http404
    titres = [colonne.titre for colonne in permises[sorte].colonnes(droits)]
    return tableurs.telecharger("Modèle", titres, [], nom=f"modele-{sorte}", format="xlsx")


@saisie
def import_colonnes(request, pk):
    """Dire ce que contient chaque colonne ; puis l'essai commence."""
    lot = _le_sien(request, pk)
    if lot.etape not in (Import.Etape.COLONNES, Import.Etape.ESSAYE):
        return redirect(lot)
    try:
        lecture = lot.tableau()
    except FileNotFoundError:
        return _perdu(request)
    form = ColonnesForm(request.POST or None, lot=lot, entetes=lecture.entetes)
    if request.method == "POST" and form.enregistrer():
        essayer(lot, le=localdate())
        return redirect(lot)
    contexte = {"lot": lot, "lecture": lecture, "form": form}
    return render(request, "benevoles/imports/colonnes.html", contexte)


@saisie
def import_(request, pk):
    """L'avancement, puis ce que l'import ferait, ou ce qu'il a fait, ligne par ligne."""
    lot = _le_sien(request, pk)
    if lot.etape == Import.Etape.COLONNES:
        return redirect("import_colonnes", pk=lot.pk)
    totaux = comptes(lot)
    choisi, lignes = onglets(lot, totaux, request.GET.get("sort", ""))
    contexte = {
        "lot": lot,
        "comptes": totaux,
        "choisi": choisi,
        "page": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "muet": lot.en_cours and lot.bouge_le < timezone.now() - SILENCE,
        "formats": FORMATS,
    }
    reponse = render(request, "benevoles/imports/import.html", contexte)
    if lot.en_cours and not contexte["muet"]:
        reponse["Refresh"] = str(RELIRE)  # la page se relit seule, sans aucun script
    return reponse


@saisie
@require_POST
def import_geste(request, pk, geste):
    """Appliquer, revenir en arrière, ou reprendre une étape qu'un arrêt a laissée."""
    lot = _le_sien(request, pk, verrou=True)
    if geste == "reprise":
        relancer(lot)
    elif geste not in GESTES:
        raise Http404
    elif lot.etape == GESTES[geste][0]:
        lancer(lot, GESTES[geste][1])
    else:
        messages.info(request, "Cette étape a déjà été demandée.")
    return redirect(lot)


@saisie
def import_refus(request, pk, format):
    """Les lignes refusées, telles qu'elles étaient, avec la raison : à corriger et à renvoyer."""
    lot = _le_sien(request, pk)
    if format not in FORMATS:
        raise Http404
    try:
        titres, lignes = refusees(lot)
    except FileNotFoundError:
        return _perdu(request)
    lignes = list(lignes)
    _noter_au_journal(request, lot, format=format, lignes=len(lignes))
    return tableurs.telecharger("Refusées", titres, lignes, nom=f"refus-{lot.pk}", format=format)


def _perdu(request):
    messages.error(
        request, "Le tableau de cet import n’est plus sur le serveur : envoyez-le de nouveau."
    )
    return redirect("imports")


def _noter_au_journal(request, lot, *, format, lignes):
    noter(
        request,
        "Lignes refusées d’un import",
        filtres=f"import n° {lot.pk}, {lot.get_sorte_display()}",
        format=format,
        lignes=lignes,
        personnel=lot.definition.personnel,
    )


def _le_sien(request, pk, *, verrou=False):
    siens = Import.objects.visibles_par(request.user)
    return get_object_or_404(siens.select_for_update() if verrou else siens, pk=pk)
