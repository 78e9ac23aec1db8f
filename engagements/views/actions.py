"""Les actions : les lister, en noter une, la lire, la corriger, dire ce qu'elle est devenue."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Benevole
from benevoles.views.saisie import ouvrir, repondre
from engagements.actions.demarches import demarches_locales
from engagements.actions.liste import ACTIONS, actions_de, facilites
from engagements.actions.phrases import DEMARCHE
from engagements.forms.actions import ActionForm, CorrectionActionForm, EtatActionForm
from engagements.forms.filtre_actions import FiltreActionsForm, FiltreDispForm
from engagements.models import Action
from engagements.tableaux import DEMARCHES
from engagements.tables import ActionTable
from partenariat.acces import membres, saisie
from partenariat.tableaux import LIGNES_PAR_PAGE, configurer


@membres
def actions(request):
    """Ce qui se fait pour tenir les engagements, sur le territoire du lecteur."""
    filtre = FiltreActionsForm(request.GET, aujourdhui=localdate())
    contexte = {
        "filtre": filtre,
        "table": configurer(request, ActionTable(filtre.filtrer(actions_de(request.user)))),
    }
    return render(request, "actions/liste.html", contexte)


@membres
def actions_export(request, format):
    """Ce que la liste filtre, dans un tableur."""
    filtre = FiltreActionsForm(request.GET, aujourdhui=localdate())
    trouvees = filtre.filtrer(actions_de(request.user)).order_by("-le", "-pk")
    return ACTIONS.telecharger(request, trouvees, format=format, filtre=filtre)


@saisie
def action_nouvelle(request):
    """Noter une action en moins d'une minute : `?engagement=1.1&etablissement=code` préremplit."""
    return repondre(
        request,
        ouvrir(
            request,
            ActionForm,
            auteur=request.user,
            files=_fichiers(request),
            initial=_preremplir(request),
        ),
        dire=lambda a: "C’est noté." if a.etat == Action.Etat.FAITE else "C’est noté comme prévu.",
        suite=lambda a: a.get_absolute_url(),
        titre="Noter une action",
        bouton="Enregistrer",
        retour=reverse("actions"),
        fil=[(reverse("actions"), "Actions")],
    )


@membres
def action(request, pk):
    """Une action : ce qui a été fait, où, pour quel engagement, et ses fichiers."""
    lue = get_object_or_404(actions_de(request.user), pk=pk)
    modifiables = Action.objects.modifiables_par(request.user).filter(pk=pk)
    connus = Benevole.objects.visibles_par(request.user).filter(pk=lue.benevole_id)
    contexte = {
        "action": lue,
        "facilites": facilites(lue),
        "declarant": connus.first() if lue.benevole_id else None,
        "modifiable": request.user.droits.peut_saisir and modifiables.exists(),
        "pieces": lue.pieces.all(),
    }
    return render(request, "actions/action.html", contexte)


@saisie
def action_modification(request, pk):
    lue = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, CorrectionActionForm, instance=lue, auteur=request.user),
        dire=lambda a: "L’action est corrigée.",
        titre="Corriger une action",
        bouton="Enregistrer",
        retour=lue.get_absolute_url(),
        fil=[(reverse("actions"), "Actions"), (lue.get_absolute_url(), lue.titre)],
    )


@saisie
def action_etat(request, pk):
    """Une action prévue est faite, reportée ou abandonnée."""
    lue = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, EtatActionForm, instance=lue),
        dire=lambda a: f"Cette action est désormais {a.get_etat_display()}.",
        titre="Qu’est devenue cette action ?",
        explication=lue.titre,
        bouton="Enregistrer",
        retour=lue.get_absolute_url(),
        fil=[(reverse("actions"), "Actions"), (lue.get_absolute_url(), lue.titre)],
    )


@membres
def demarches(request):
    """Par établissement : le dernier contact avec le SPIP ou la direction, ce qui a été obtenu."""
    filtre, lignes = _demarches(request)
    contexte = {
        "filtre": filtre,
        "page": Paginator(lignes, LIGNES_PAR_PAGE).get_page(request.GET.get("page")),
        "sans": sum(not ligne.cette_annee for ligne in lignes),
        "engagement": DEMARCHE,
    }
    return render(request, "actions/demarches.html", contexte)


@membres
def demarches_export(request, format):
    filtre, lignes = _demarches(request)
    return DEMARCHES.telecharger(request, lignes, format=format, filtre=filtre)


def _demarches(request):
    filtre = FiltreDispForm(request.GET)
    disp = filtre.criteres().get("disp")
    return filtre, demarches_locales(request.user, le=localdate(), disp=disp)


def _modifiable(request, pk):
    siennes = Action.objects.modifiables_par(request.user).select_related("etablissement", "disp")
    return get_object_or_404(siennes, pk=pk)


def _fichiers(request):
    return request.FILES if request.method == "POST" else None


def _preremplir(request):
    """Aujourd'hui, sa propre association, et ce que l'adresse demande."""
    association = request.user.droits.association
    initial = {
        "le": localdate(),
        "par_anvp": association == "ANVP",
        "par_auxilia": association == "AUXILIA",
        "ou": request.GET.get("etablissement", ""),
    }
    if numero := request.GET.get("engagement"):
        initial["engagements"] = [numero]
    return initial
