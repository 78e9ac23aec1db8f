"""Franchir une étape : une confirmation, puis le fait, son reçu, et qui en est prévenu."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime

from engagements.demandes.acteurs import Acteur, acteurs
from engagements.demandes.chemin import franchir_verrouillee, lecture, verrouiller
from engagements.demandes.etapes import ETAPES
from engagements.demandes.textes import CONFIRMATIONS, DANGERS, recu
from engagements.forms.etapes import formulaire_de
from engagements.models import DemandeVisite, Etat, Trace
from partenariat.acces import concernes_par_les_demandes


@concernes_par_les_demandes
def demande_etape(request, pk, code):
    """La confirmation d'une étape ; son envoi la franchit, ou dit pourquoi elle ne l'est plus."""
    etape = ETAPES.get(code)
    if etape is None or etape.qui == {Acteur.NUIT}:
        raise Http404
    demande = _demande(request, pk)
    if demande is None:
        return _deja_fait(request, pk, code)
    titres = acteurs(request.user, demande)
    if not etape.qui & titres:
        raise PermissionDenied
    etape = etape.pour(titres)
    envoi = request.POST if request.method == "POST" else None
    form = formulaire_de(code)(envoi, demande=demande, titres=titres, aujourdhui=localdate())
    if envoi is not None and form.is_valid() and (apres := _franchie(request, demande, code, form)):
        messages.success(request, recu(etape, apres, localtime(timezone.now())))
        return redirect(apres if acteurs(request.user, apres) else "demandes")
    contexte = {
        "demande": demande,
        "etape": etape,
        "form": form,
        "possible": demande.etat in etape.depuis,
        "etat": Etat(demande.etat),
        "confirmation": CONFIRMATIONS.get(code, ""),
        "danger": code in DANGERS,
    }
    return render(request, "engagements/etape.html", contexte)


def _demande(request, pk):
    """Celle que ce compte voit ; verrouillée d'abord si la requête peut la changer."""
    if request.method == "POST":
        verrouiller(pk)
    visibles = DemandeVisite.objects.visibles_par(request.user)
    return lecture(le=localdate(), parmi=visibles).filter(pk=pk).first()


def _deja_fait(request, pk, code):
    """Un second clic sur un geste qui a fait sortir la demande de sa vue : dit, pas une erreur."""
    if not Trace.objects.filter(demande=pk, compte=request.user, quoi=code).exists():
        raise Http404
    messages.info(request, "C’est déjà enregistré : rien n’a été ajouté.")
    return redirect("demandes")


def _franchie(request, demande, code, form):
    """La demande après l'étape ; None si elle est refusée, et le formulaire dit pourquoi."""
    try:
        return franchir_verrouillee(
            code, demande, par=request.user, maintenant=timezone.now(), **form.donnees()
        )
    except ValidationError as refus:
        champs = getattr(refus, "error_dict", {})
        form.add_error(None, refus) if not champs else form.add_error(None, champs)
        return None
