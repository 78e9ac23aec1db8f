"""Les recherches : les lister, en lancer une, la lire, la confier, y renoncer."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Fonction
from benevoles.perimetre import tient_la_liste
from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.recrutements import (
    AbandonForm,
    CorrectionRecrutementForm,
    FiltreRecrutementsForm,
    RecrutementForm,
)
from engagements.models import Recrutement
from engagements.recrutements.liste import RECRUTEMENTS, delais, recrutements_de
from engagements.recrutements.manques import empechement
from engagements.tables import RecrutementTable
from etablissements.models import Etablissement
from partenariat.acces import saisie
from partenariat.periodes import ajouter_mois
from partenariat.tableaux import configurer

MOIS_POUR_TROUVER = 3


@saisie
def recrutements(request):
    """Les recherches des listes que ce compte tient, et le temps qu'elles prennent."""
    filtre = _filtre(request)
    siennes = recrutements_de(request.user)
    contexte = {
        "filtre": filtre,
        "table": configurer(request, RecrutementTable(filtre.filtrer(siennes))),
        "delais": delais(filtre.du_perimetre(Recrutement.objects.visibles_par(request.user))),
    }
    return render(request, "recrutements/liste.html", contexte)


@saisie
def recrutements_export(request, format):
    """Ce que la liste filtre, dans un tableur, sans le nom d'aucun candidat."""
    filtre = _filtre(request)
    trouvees = filtre.filtrer(recrutements_de(request.user))
    return RECRUTEMENTS.telecharger(request, trouvees, format=format, filtre=filtre)


@saisie
def recrutement_nouveau(request, code, fonction):
    """Là où il y a un manque ce jour ; sinon on dit pourquoi, et l'on revient."""
    etablissement, fonction = _liste_tenue(request.user, code, fonction)
    if request.method == "GET":
        if deja := etablissement.recrutements.ouverts().filter(fonction=fonction).first():
            return redirect(deja)
        if refus := empechement(etablissement, fonction, le=localdate()):
            messages.warning(request, refus)
            return redirect(etablissement)
    nouveau = Recrutement(etablissement=etablissement, fonction=fonction, ouvert_le=localdate())
    echeance = ajouter_mois(localdate(), MOIS_POUR_TROUVER)
    initial = {"responsable": request.user, "echeance": echeance}
    return repondre(
        request,
        ouvrir(request, RecrutementForm, instance=nouveau, initial=initial),
        dire=lambda r: "La recherche est lancée. Notez ici chaque personne intéressée.",
        suite=lambda r: r.get_absolute_url(),
        titre=f"Chercher un {fonction.label}",
        explication=str(etablissement),
        bouton="Lancer la recherche",
        retour=etablissement.get_absolute_url(),
        fil=[(reverse("recrutements"), "Recrutements")],
    )


@saisie
def recrutement(request, pk):
    """Une recherche : qui la mène, pour quand, et où en est chaque candidat."""
    visibles = Recrutement.objects.visibles_par(request.user)
    lue = get_object_or_404(visibles.select_related("etablissement", "responsable"), pk=pk)
    contexte = {
        "recrutement": lue,
        "candidats": lue.candidats.all(),
        "bientot": lue.est_ouvert and lue.candidats.filter(etape="agree").exists(),
    }
    return render(request, "recrutements/recrutement.html", contexte)


@saisie
def recrutement_modification(request, pk):
    lue = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, CorrectionRecrutementForm, instance=lue),
        dire=lambda r: f"C’est noté : {r.responsable}, avant le {r.echeance:%d/%m/%Y}.",
        titre="Changer la date ou le responsable",
        explication=str(lue),
        bouton="Enregistrer",
        retour=lue.get_absolute_url(),
        fil=_fil(lue),
    )


@saisie
def recrutement_abandon(request, pk):
    lue = _modifiable(request, pk)
    return repondre(
        request,
        ouvrir(request, AbandonForm, instance=lue),
        dire=lambda r: "La recherche est abandonnée. On pourra en lancer une autre.",
        titre="Abandonner cette recherche ?",
        explication=f"{lue} : plus personne ne sera chargé de trouver quelqu’un, et les candidats"
        " notés seront effacés dans trois mois.",
        bouton="Oui, abandonner",
        danger=True,
        retour=lue.get_absolute_url(),
        fil=_fil(lue),
    )


def _filtre(request):
    return FiltreRecrutementsForm(request.GET, utilisateur=request.user, aujourdhui=localdate())


def _liste_tenue(utilisateur, code, fonction):
    """(établissement, fonction) si ce compte en tient la liste ; 404 sinon."""
    etablissement = get_object_or_404(Etablissement, code=code)
    if fonction.upper() not in Fonction.values:
        raise Http404
    fonction = Fonction(fonction.upper())
    if not tient_la_liste(utilisateur.droits, etablissement, fonction):
        raise Http404
    return etablissement, fonction


def _modifiable(request, pk):
    siennes = Recrutement.objects.modifiables_par(request.user)
    return get_object_or_404(siennes.select_related("etablissement"), pk=pk)


def _fil(lue):
    return [(reverse("recrutements"), "Recrutements"), (lue.get_absolute_url(), str(lue))]
