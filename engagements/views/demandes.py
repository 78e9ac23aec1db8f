"""Préparer, lire, corriger une demande de visite, et son journal."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.demandes.acteurs import acteurs
from engagements.demandes.chemin import franchir, lecture, lire, tracer
from engagements.demandes.etapes import ETAPES
from engagements.demandes.fiche import fiche
from engagements.demandes.ouverture import etablissements_a_demander, raisons
from engagements.demandes.textes import en_clair
from engagements.forms.demandes import DemandeForm
from engagements.models import DemandeVisite, Etat, Trace
from engagements.tableaux import JOURNAL_D_UNE_DEMANDE
from etablissements.models import Etablissement
from partenariat.acces import concernes_par_les_demandes, demandeurs, directions

TRACES_PAR_PAGE = 50
PROPOSES = 30  # établissements montrés avant de préciser la recherche
ECARTES = 5  # ceux qu'on cherchait et où rien ne se demande, avec la raison


@demandeurs
def demande_nouvelle(request):
    """Choisir l'établissement, puis remplir la demande : l'envoyer, ou la garder en brouillon."""
    possibles = etablissements_a_demander(request.user, le=localdate())
    code = request.GET.get("etablissement", "")
    if not code:
        return _choisir(request, possibles)
    ou = possibles.filter(code=code).first()
    if ou is None:
        return _refuser_l_etablissement(request, code)
    demande = DemandeVisite(etablissement=ou, cree_par=request.user)
    return _saisir(request, demande, titre="Nouvelle demande de visite")


@concernes_par_les_demandes
def demande(request, pk):
    """Une demande : tout ce qu'il faut à ce lecteur, et rien de plus. La lecture est tracée."""
    lue = get_object_or_404(_visibles(request), pk=pk)
    page = fiche(lue, request.user, le=localdate())
    tracer(
        lue,
        Trace.CONSULTATION,
        par=request.user,
        titres=page.titres,
        maintenant=timezone.now(),
    )
    contexte = {"fiche": page, "demande": lue, "etapes": ETAPES.values()}
    return render(request, "engagements/demande.html", contexte)


@demandeurs
def demande_modification(request, pk):
    """Reprendre un brouillon."""
    lue = get_object_or_404(_visibles(request), pk=pk)
    if lue.etat != Etat.BROUILLON:
        messages.info(request, "Cette demande est partie : elle ne se modifie plus.")
        return redirect(lue)
    return _saisir(request, lue, titre=f"Demande n° {lue.pk}, brouillon")


@directions
def demande_journal(request, pk):
    """Qui a fait quoi, et qui a lu : pour les directions, un an durant."""
    vue, traces = _journal(request, pk)
    page = Paginator(traces, TRACES_PAR_PAGE).get_page(request.GET.get("page"))
    for trace in page:
        trace.en_clair = en_clair(trace.quoi)
    return render(request, "engagements/journal.html", {"demande": vue, "page": page})


@directions
def demande_journal_export(request, pk, format):
    vue, traces = _journal(request, pk)
    precision = f"demande n° {vue.pk}"
    return JOURNAL_D_UNE_DEMANDE.telecharger(request, traces, format=format, precision=precision)


def _journal(request, pk):
    vue = get_object_or_404(DemandeVisite.objects.visibles_par(request.user), pk=pk)
    return vue, Trace.objects.visibles_par(request.user).filter(demande=vue)


def _visibles(request):
    return lecture(le=localdate(), parmi=DemandeVisite.objects.visibles_par(request.user))


def _choisir(request, possibles):
    q = request.GET.get("q", "")[:80]
    trouves, ecartes = possibles.chercher(q), []
    if q:
        autres = Etablissement.objects.visibles_par(request.user).exclude(pk__in=possibles)
        ecartes = raisons(autres.chercher(q)[:ECARTES], le=localdate())
    contexte = {"etablissements": trouves[:PROPOSES], "total": trouves.count(), "q": q}
    contexte["ecartes"] = ecartes
    return render(request, "engagements/choix.html", contexte)


def _refuser_l_etablissement(request, code):
    ou = get_object_or_404(Etablissement.objects.visibles_par(request.user), code=code)
    [(_, phrase)] = raisons([ou], le=localdate())
    messages.error(request, phrase)
    return redirect("demande_nouvelle")


def _saisir(request, demande, *, titre):
    envoi = request.POST if request.method == "POST" else None
    form = DemandeForm(envoi, instance=demande, aujourdhui=localdate())
    if envoi is not None and form.is_valid():
        try:
            return _enregistrer(request, form)
        except ValidationError as refus:
            form.add_error(None, refus)
    contexte = {"form": form, "etablissement": demande.etablissement, "titre": titre}
    return render(request, "engagements/saisie.html", contexte)


def _enregistrer(request, form):
    """Garde le brouillon et, si c'est demandé, l'envoie : les deux, ou rien."""
    maintenant = timezone.now()
    with transaction.atomic():
        demande, nouvelle = form.instance, form.instance.pk is None
        try:
            with transaction.atomic():
                demande.enregistrer(par=request.user)
        except IntegrityError as refus:
            raise ValidationError(
                "Une demande vient d’être enregistrée pour cet apprenant : la vôtre ne l’a pas été."
            ) from refus
        lue = lire(demande.pk, le=localdate())
        if nouvelle:
            titres = acteurs(request.user, lue)
            tracer(lue, "creer", par=request.user, titres=titres, maintenant=maintenant)
        if request.POST.get("suite") == "garder":
            messages.success(
                request,
                f"Demande n° {lue.pk} gardée en brouillon : personne ne la voit hors d’AUXILIA.",
            )
            return redirect(lue)
        apres = franchir(
            "soumettre",
            lue,
            par=request.user,
            maintenant=maintenant,
            benevole=form.cleaned_data["visiteur"],
        )
    suite = "Le visiteur" if apres.vivante else "La section"
    messages.success(
        request,
        f"Demande n° {apres.pk} envoyée. {suite} est prévenu{'' if apres.vivante else 'e'}.",
    )
    return redirect(apres)
