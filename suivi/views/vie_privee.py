"""Mes données : les lire, les emporter, demander de les corriger ; les départs à vérifier."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Benevole
from partenariat.acces import directions, saisie, tout_compte
from partenariat.pdf import PdfImpossible
from suivi.exports import DEPARTS
from suivi.forms_vie_privee import DemandeDePersonneForm, ReponseForm
from suivi.models import DemandeDePersonne
from suivi.vie_privee.donnees import Personne
from suivi.vie_privee.releve import en_json, en_pdf, relever

PAR_PAGE = 50


@tout_compte
def mes_donnees(request):
    """Ce que l'outil tient de soi, qui peut le lire, et qui l'a lu."""
    releve = relever(Personne.du_compte(request.user), le=localdate())
    demandes = DemandeDePersonne.objects.filter(compte=request.user)
    return render(
        request, "suivi/vie_privee/mes_donnees.html", {"releve": releve, "demandes": demandes}
    )


@tout_compte
def mes_donnees_json(request):
    releve = relever(Personne.du_compte(request.user), le=localdate())
    contenu = json.dumps(en_json(releve), ensure_ascii=False, indent=2)
    return _fichier(contenu, "application/json", "json")


@tout_compte
def mes_donnees_pdf(request):
    return _pdf(request, relever(Personne.du_compte(request.user), le=localdate()))


@directions
def personne_donnees(request, pk):
    """Le relevé à imprimer d'une personne sans compte : ce que cette association tient d'elle."""
    visibles = Benevole.objects.visibles_par(request.user).select_related("departement")
    benevole = get_object_or_404(visibles.filter(utilisateur=None), pk=pk)
    personne = Personne(benevole, None)
    return _pdf(request, relever(personne, le=localdate(), pour=request.user.droits.direction))


@tout_compte
def demande_de_personne_nouvelle(request):
    """Corriger, s'opposer, effacer : une demande à une association."""
    personne = Personne.du_compte(request.user)
    nouvelle = DemandeDePersonne(compte=request.user, benevole=personne.benevole)
    form = DemandeDePersonneForm(request.POST or None, instance=nouvelle)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(
            request,
            f"Votre demande est envoyée à {nouvelle.destinataire} : sa direction a jusqu’au"
            f" {nouvelle.echeance:%d/%m/%Y} pour vous répondre.",
        )
        return redirect("mes_donnees")
    contexte = {"form": form, "titre": "Demander une correction ou un effacement"}
    return render(request, "suivi/vie_privee/demander.html", contexte)


@tout_compte
def demande_de_personne(request, pk):
    """La demande et sa réponse ; la direction y répond une fois."""
    visibles = DemandeDePersonne.objects.visibles_par(request.user)
    demande = get_object_or_404(
        visibles.select_related("compte", "benevole").select_for_update(of=("self",))
        if request.method == "POST"
        else visibles.select_related("compte", "benevole"),
        pk=pk,
    )
    peut_repondre = demande.repondue_le is None and (
        demande.association == request.user.droits.direction
    )
    form = ReponseForm(request.POST or None, instance=demande) if peut_repondre else None
    if request.method == "POST" and form and form.is_valid():
        form.instance.repondre(par=request.user, le=timezone.now())
        messages.success(request, "Votre réponse est enregistrée : la personne peut la lire.")
        return redirect(demande)
    contexte = {"demande": demande, "form": form}
    return render(request, "suivi/vie_privee/demande.html", contexte)


@saisie
def effacements(request):
    """Les personnes parties de son périmètre, et le jour où leur nom s'efface."""
    page = Paginator(_departs(request), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "suivi/vie_privee/effacements.html", {"page": page})


@saisie
def effacements_export(request, format):
    return DEPARTS.telecharger(request, _departs(request), format=format)


def _departs(request):
    prevus = Benevole.objects.visibles_par(request.user).exclude(effacement_prevu_le=None)
    return prevus.order_by("effacement_prevu_le", "nom", "pk")


def _pdf(request, releve):
    try:
        return _fichier(en_pdf(releve, instant=timezone.now()), "application/pdf", "pdf")
    except PdfImpossible as manque:
        contexte = {"manque": manque}
        return render(request, "suivi/vie_privee/pdf_impossible.html", contexte, status=503)


def _fichier(contenu, type_mime, extension):
    reponse = HttpResponse(contenu, content_type=type_mime)
    nom = f"mes-donnees-{localdate().isoformat()}.{extension}"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
