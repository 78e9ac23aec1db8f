"""Les fiches en double : les voir, les mettre à part, les fusionner, revenir en arrière."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.doublons.paires import doublons as doublons_de
from benevoles.doublons.paires import en_direct
from benevoles.forms.fusion import FusionForm
from benevoles.fusion.apercu import apercu
from benevoles.fusion.execution import defaire
from benevoles.fusion.journal import FusionRefusee
from benevoles.models import Benevole, Fusion, PaireEcartee, PaireProbable
from benevoles.tableaux import DOUBLONS, FUSIONS
from partenariat.acces import directions, pilotage

PAR_PAGE, PLUS_SURES = 25, 1000  # les suivantes se cherchent par un nom, ou dans le fichier


@pilotage
def doublons(request):
    """Les doublons probables de son périmètre, du plus sûr au moins sûr."""
    trouves, recherche, homonymes = _doublons(request)
    page = Paginator(trouves[:PLUS_SURES], PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "page": page,
        "recherche": recherche,
        "homonymes": homonymes,
        "d_autres": page.paginator.count == PLUS_SURES,
    }
    return render(request, "benevoles/doublons/liste.html", contexte)


@pilotage
def doublons_export(request, format):
    trouves, recherche, homonymes = _doublons(request)
    demande = ["Nom ou commune : un texte"] * bool(recherche) + ["Homonymes"] * bool(homonymes)
    return DOUBLONS.telecharger(request, trouves, format=format, precision=" ; ".join(demande))


def _doublons(request):
    """(les paires, le texte cherché, si les homonymes y sont ; None : la nuit les a laissés)."""
    recherche = request.GET.get("q", "").strip()[:80]
    if not en_direct():
        trouves = PaireProbable.objects.visibles_par(request.user).chercher(recherche)
        return trouves.select_related("une", "autre"), recherche, None
    homonymes = "homonymes" in request.GET
    trouves = doublons_de(request.user, texte=recherche, homonymes=homonymes)
    return trouves, recherche, homonymes


@pilotage
@require_POST
def doublon_ecart(request, une, autre):
    """« Ce sont deux personnes » : ne plus les proposer, tant que leurs fiches ne changent pas."""
    fiches = [_modifiable(request.user, pk) for pk in sorted({une, autre})]
    if len(fiches) == 2:
        PaireEcartee.ecarter(*fiches, par=request.user, maintenant=timezone.now())
        messages.success(request, f"{fiches[0]} et {fiches[1]} : deux personnes, c’est noté.")
    return redirect("doublons")


@directions
def fusion(request, pk, autre):
    """Deux fiches côte à côte, ce qui suivra, et la fusion."""
    gardee, absorbee = (_modifiable(request.user, numero) for numero in (pk, autre))
    if gardee == absorbee:
        return redirect(gardee)
    fiches = {"gardee": gardee, "absorbee": absorbee}
    form = FusionForm(request.POST or None, utilisateur=request.user, **fiches)
    geste = {"par": request.user, "le": localdate(), "maintenant": timezone.now()}
    if request.method == "POST" and form.enregistrer(**geste):
        messages.success(request, "Les deux fiches n’en font plus qu’une.")
        return redirect(gardee)
    prevu = apercu(gardee, absorbee, **geste)
    return render(
        request, "benevoles/doublons/fusion.html", {"form": form, "apercu": prevu, **fiches}
    )


@directions
def fusions(request):
    """Le journal des fusions de son association, avec la marche arrière de 30 jours."""
    page = Paginator(_fusions(request), PAR_PAGE).get_page(request.GET.get("page"))
    maintenant = timezone.now()
    contexte = {
        "page": page,
        "lignes": [(ligne, ligne.est_reversible(maintenant)) for ligne in page],
    }
    return render(request, "benevoles/doublons/fusions.html", contexte)


@directions
def fusions_export(request, format):
    return FUSIONS.telecharger(request, _fusions(request), format=format)


def _fusions(request):
    return Fusion.objects.visibles_par(request.user).select_related("conserve", "faite_par")


@directions
@require_POST
def fusion_defaite(request, pk):
    """Revenir en arrière, si rien n'a changé depuis."""
    faite = get_object_or_404(Fusion.objects.visibles_par(request.user), pk=pk)
    try:
        defaire(faite.pk, par=request.user, maintenant=timezone.now())
    except FusionRefusee as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "La fusion est défaite : les deux fiches sont comme avant.")
    return redirect("fusions")


def _modifiable(utilisateur, pk):
    return get_object_or_404(Benevole.objects.modifiables_par(utilisateur), pk=pk)
