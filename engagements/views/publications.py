"""Les informations communes : l'une les écrit, l'autre les accepte (convention, 4.2)."""

from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.publications import (
    AccordForm,
    ArchivageForm,
    ParutionForm,
    PropositionForm,
    PublicationCorrectionForm,
    PublicationForm,
)
from engagements.models import Parution, Publication
from engagements.publications.rendu import en_html
from engagements.tableaux import PUBLICATIONS
from partenariat.acces import pilotage

PAR_PAGE = 20
DANS_LE_CADRE = 5
ACCORD_ANNULE = (
    "L’autre association l’a déjà acceptée. Si vous changez le titre, la phrase ou le texte, son"
    " accord est annulé : l’information quitte la page publique jusqu’à ce qu’elle l’accepte de"
    " nouveau. Changer seulement l’heure ne l’annule pas."
)


@pilotage
def publications(request):
    """D'abord ce qui attend mon accord, puis les miennes et celles de l'autre."""
    visibles = Publication.objects.visibles_par(request.user)
    page = Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page"))
    maintenant = timezone.now()
    contexte = {
        "a_accepter": Publication.objects.acceptables_par(request.user).order_by("proposee_le"),
        "page": page,
        "lignes": [(p, p.etat(maintenant)) for p in page],
        "dans_le_cadre": DANS_LE_CADRE,
        "site": settings.ADRESSE_DU_SITE,
    }
    return render(request, "publications/publications.html", contexte)


@pilotage
def publications_export(request, format):
    visibles, maintenant = Publication.objects.visibles_par(request.user), timezone.now()
    lignes = [(p, p.etat(maintenant)) for p in visibles]
    return PUBLICATIONS.telecharger(request, lignes, format=format)


@pilotage
def publication(request, pk):
    """Telle qu'elle sera lue, où elle en est, et ce qu'on peut en faire."""
    publication = _visible(request, pk)
    miennes = Publication.objects.modifiables_par(request.user)
    publiques = Publication.objects.publiques(maintenant=timezone.now())
    contexte = {
        "publication": publication,
        "html": en_html(publication.texte),
        "etat": publication.etat(timezone.now()),
        "publique": publiques.filter(pk=pk).exists(),
        "parutions": publication.parutions.all(),
        "modifiable": miennes.filter(pk=pk).exists(),
        "acceptable": Publication.objects.acceptables_par(request.user).filter(pk=pk).exists(),
    }
    return render(request, "publications/publication.html", contexte)


@pilotage
def publication_nouvelle(request):
    nouvelle = Publication(association=request.user.droits.association)
    return repondre(
        request,
        ouvrir(request, PublicationForm, instance=nouvelle),
        dire=lambda p: "Le brouillon est enregistré : relisez-le, puis proposez-le.",
        suite=lambda p: p.get_absolute_url(),
        titre="Écrire une information",
        bouton="Garder en brouillon",
        fil=[(reverse("publications"), "Publications")],
        retour=reverse("publications"),
    )


@pilotage
def publication_modification(request, pk):
    publication = _modifiable(request, pk)
    return _geste(
        request,
        publication,
        PublicationCorrectionForm,
        dire=_dire_modifiee,
        titre="Modifier l’information",
        explication=ACCORD_ANNULE if publication.acceptee_le else "",
        bouton="Enregistrer",
    )


@pilotage
def publication_proposition(request, pk):
    publication = _modifiable(request, pk, proposee_le=None)
    return _geste(
        request,
        publication,
        PropositionForm,
        dire=lambda p: "L’autre association peut maintenant la lire et l’accepter.",
        titre="Proposer l’information",
        explication=f"« {publication} » sera montrée à l’autre association, qui l’accepte ou la"
        " renvoie avec une remarque.",
        bouton="Proposer",
    )


@pilotage
def publication_accord(request, pk):
    publication = get_object_or_404(Publication.objects.acceptables_par(request.user), pk=pk)
    return _geste(
        request,
        publication,
        AccordForm,
        dire=_dire_repondue,
        suite=lambda p: reverse("publications"),
        titre="Répondre à l’information proposée",
        explication=f"« {publication} » : {publication.chapo}",
        bouton="Répondre",
    )


@pilotage
def publication_archivage(request, pk):
    publication = _modifiable(request, pk)
    return _geste(
        request,
        publication,
        ArchivageForm,
        dire=lambda p: "L’information est archivée : elle n’est plus sur la page publique.",
        titre="Archiver l’information",
        explication=f"« {publication} » quittera la page publique, le flux et les deux sites.",
        bouton="Archiver",
        danger=True,
    )


@pilotage
def parution_nouvelle(request, pk):
    """Où elle a paru, chez soi : l'indicateur 4.2 compte celles qui ont paru chez les deux."""
    publication = get_object_or_404(
        Publication.objects.visibles_par(request.user), pk=pk, acceptee_le__isnull=False
    )
    nouvelle = Parution(publication=publication, association=request.user.droits.association)
    return repondre(
        request,
        ouvrir(request, ParutionForm, instance=nouvelle, initial={"le": localdate()}),
        dire=lambda p: f"La parution est notée : {p}.",
        **_page(publication),
        titre=f"Noter une parution de {nouvelle.association}",
        bouton="Noter la parution",
    )


def _geste(request, publication, formulaire, **page):
    form = ouvrir(request, formulaire, instance=publication)
    return repondre(request, form, **_page(publication), **page)


def _page(publication):
    fil = [(reverse("publications"), "Publications"), (publication.get_absolute_url(), publication)]
    return {"fil": fil, "retour": publication.get_absolute_url()}


def _dire_modifiee(publication):
    if publication.proposee_le and not publication.acceptee_le:
        return "C’est enregistré. L’autre association doit l’accepter, dans ce nouveau texte."
    return "C’est enregistré."


def _dire_repondue(publication):
    if publication.acceptee_le:
        return "Acceptée : elle paraîtra à l’heure prévue."
    return "Renvoyée, avec votre remarque."


def _visible(request, pk):
    return get_object_or_404(Publication.objects.visibles_par(request.user), pk=pk)


def _modifiable(request, pk, **criteres):
    miennes = Publication.objects.modifiables_par(request.user)
    return get_object_or_404(miennes, pk=pk, **criteres)
