"""S'inscrire, se retirer, retrouver ses heures et son attestation."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Benevole
from benevoles.telechargements import Tableau
from benevoles.views.saisie import ouvrir, repondre
from engagements.formations.attestation import attestation as dessiner
from engagements.formations.heures import par_annee, qui_a_suivi, suivies_par
from engagements.formations.places import inscrire, rang
from engagements.forms.formations import DesistementForm
from engagements.models import Inscription, Session
from partenariat.acces import membres, saisie
from partenariat.dates import annee_demandee
from partenariat.pdf import PdfImpossible

MONTREES = 30
PAR_PAGE = 50
HEURES = Tableau(
    "Heures de formation",
    "heures-de-formation",
    ("Nom", "Prénom", "Association", "Formations suivies", "Heures"),
    lambda h: [h.benevole.nom, h.benevole.prenom, h.association, len(h.suivies), h.affichees],
    personnel=True,
)


@membres
def session_inscription(request, pk):
    """Soi-même, ou quelqu'un que l'on voit : beaucoup n'ont pas de compte."""
    sessions = Session.objects.visibles_par(request.user).select_related("formation")
    session = get_object_or_404(sessions, pk=pk)
    if request.method == "POST":
        return _inscrire(request, session)
    visibles = Benevole.objects.visibles_par(request.user)
    deja = session.inscriptions.vivantes().values("benevole")
    cherche = request.GET.get("q", "")[:80]
    trouvees = visibles.exclude(pk__in=deja).chercher(cherche)
    contexte = {
        "session": session,
        "cherche": cherche,
        "trouvees": trouvees[:MONTREES],
        "reste": max(0, trouvees.count() - MONTREES),
        "a_venir": session.est_a_venir(timezone.now()),
    }
    return render(request, "formations/inscription.html", contexte)


def _inscrire(request, session):
    cle = request.POST.get("benevole", "")
    visibles = Benevole.objects.visibles_par(request.user)
    qui = get_object_or_404(visibles, pk=int(cle) if cle.isdecimal() and len(cle) < 18 else 0)
    try:
        inscription = inscrire(session, qui, le=localdate())
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
        return redirect(session)
    messages.success(request, _phrase(inscription, soi=qui.pk == request.user.droits.benevole))
    return redirect(session)


def _phrase(inscription, *, soi):
    attend = rang(inscription) - inscription.session.places
    qui = "Vous êtes inscrit" if soi else f"{inscription.benevole} est inscrit"
    if attend <= 0:
        return f"{qui} : une place est réservée."
    numero = "1er" if attend == 1 else f"{attend}e"
    return (
        f"{qui} sur la liste d’attente, en {numero} : un courriel partira si une place se libère."
    )


@membres
def inscription_desistement(request, pk):
    vivantes = Inscription.objects.visibles_par(request.user).vivantes()
    inscription = get_object_or_404(
        vivantes.select_related("benevole", "session__formation"), pk=pk
    )
    session = inscription.session
    return repondre(
        request,
        ouvrir(request, DesistementForm, instance=inscription, maintenant=timezone.now()),
        dire=lambda i: "C’est noté : la place revient à la personne suivante.",
        titre=f"Retirer l’inscription : {inscription.benevole}",
        explication=f"{session}. La place ira à la première personne de la liste d’attente.",
        bouton="Retirer l’inscription",
        danger=True,
        retour=session.get_absolute_url(),
    )


@membres
def mes_formations(request):
    """Ce que l'on va suivre, ce que l'on a suivi, et les heures de chaque année."""
    miennes = Inscription.objects.vivantes().filter(benevole__utilisateur=request.user)
    miennes = list(miennes.select_related("session__formation").order_by("-session__debut"))
    maintenant = timezone.now()
    suivies = [i for i in miennes if i.present]
    contexte = {
        "a_venir": [i for i in reversed(miennes) if i.session.est_a_venir(maintenant)],
        "suivies": suivies,
        "annees": par_annee(suivies),
        "sans_fiche": not request.user.droits.benevole,
    }
    return render(request, "formations/mes_formations.html", contexte)


@saisie
def formations_heures(request):
    """Les heures des personnes que ce compte voit, une année à la fois."""
    annee, annees = annee_demandee(request)
    pages = Paginator(qui_a_suivi(request.user, annee), PAR_PAGE)
    page = pages.get_page(request.GET.get("page"))
    lignes = suivies_par(request.user, annee, parmi=list(page))
    contexte = {"annee": annee, "annees": annees, "lignes": lignes, "page": page}
    return render(request, "formations/heures.html", contexte)


@saisie
def formations_heures_export(request, format):
    annee, _ = annee_demandee(request)
    siennes = suivies_par(request.user, annee)
    return HEURES.telecharger(request, siennes, format=format, precision=f"Année : {annee}")


@membres
def attestation(request, pk):
    """Le PDF d'une présence, pour la personne et pour ceux qui tiennent la session ou sa liste."""
    presentes = Inscription.objects.visibles_par(request.user).filter(present=True)
    inscription = get_object_or_404(
        presentes.select_related("benevole", "session__formation"), pk=pk
    )
    try:
        contenu = dessiner(inscription, le=localdate())
    except PdfImpossible as manque:
        contexte = {"manque": manque, "session": inscription.session}
        return render(request, "formations/pdf_impossible.html", contexte, status=503)
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="attestation-{pk}.pdf"'
    return reponse
