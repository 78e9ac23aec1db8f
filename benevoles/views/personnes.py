"""Les personnes : la liste de son périmètre, la fiche, les absences et les adhésions."""

from functools import partial

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.echanges.export import PERSONNES, rangees
from benevoles.fiche import adresses_de, lire_fiche
from benevoles.forms.personnes import (
    AbsenceFinForm,
    AbsenceForm,
    AdhesionFinForm,
    AdhesionForm,
    FiltrePersonnes,
    PersonneForm,
    PersonneNouvelleForm,
)
from benevoles.models import Absence, Adhesion, Affectation, Benevole, Fusion
from benevoles.models.visibilite import Lecture
from benevoles.perimetre import fonction_de
from benevoles.views.saisie import adresse_de_retour, ouvrir, repondre
from partenariat.acces import directions, membres, saisie
from partenariat.dates import jour_demande
from partenariat.francais import de
from partenariat.pagination import PagesComptees
from partenariat.retours.reprise import reprendre
from partenariat.templatetags.dates import en_lettres

PAR_PAGE = 50


@saisie
def personnes(request):
    """Les personnes de son périmètre, avec leurs affectations du jour."""
    jour = jour_demande(request)
    filtre = FiltrePersonnes(request.GET, utilisateur=request.user, le=jour)
    du_jour = Affectation.objects.visibles_par(request.user).en_cours(le=jour)
    page = Lecture.RECHERCHE if filtre.est_etroit else Lecture.PAGE
    visibles_pour = partial(Benevole.objects.visibles_par, request.user)
    trouvees = filtre.filtrer(visibles_pour(pour=page)).prefetch_related(
        Prefetch("affectations", du_jour.select_related("etablissement"), to_attr="du_jour")
    )
    if filtre.est_etroit:
        pages = Paginator(trouvees, PAR_PAGE)
    else:
        comptees = filtre.filtrer(visibles_pour(pour=Lecture.COMPTE))
        pages = PagesComptees(trouvees, PAR_PAGE, comptees=comptees)
    contexte = {"filtre": filtre, "page": pages.get_page(request.GET.get("page"))}
    return render(request, "benevoles/personnes/liste.html", contexte)


@saisie
def personnes_export(request, format):
    """Les personnes à l'écran."""
    jour = jour_demande(request)
    filtre = FiltrePersonnes(request.GET, utilisateur=request.user, le=jour)
    trouvees = filtre.filtrer(Benevole.objects.visibles_par(request.user))
    fonction = fonction_de(request.user.droits.association)
    lignes = rangees(trouvees, utilisateur=request.user, fonction=fonction, le=jour)
    return PERSONNES.telecharger(request, lignes, format=format, filtre=filtre)


@membres
def personne(request, pk):
    """La fiche d'une personne de son périmètre, ou la sienne ; absorbée, celle qui la conserve."""
    visibles = Benevole.objects.visibles_par(request.user)
    benevole = visibles.select_related("departement", "utilisateur").filter(pk=pk).first()
    if benevole is None:
        absorbee = Fusion.objects.actives().filter(absorbe=pk)
        return redirect(get_object_or_404(visibles, pk__in=absorbee.values("conserve")))
    fiche = lire_fiche(benevole, request.user, le=jour_demande(request))
    return render(request, "benevoles/personnes/fiche.html", {"fiche": fiche})


@membres
def personne_modification(request, pk):
    """Corriger une fiche, à plusieurs sans s'écraser."""
    benevole = _modifiable(request.user, pk)
    return repondre(
        request,
        ouvrir(request, PersonneForm, instance=benevole),
        dire=lambda fiche: f"Fiche {de(fiche)} enregistrée.",
        titre=f"Modifier la fiche {de(benevole)}",
        bouton="Enregistrer la fiche",
        **_page(request, benevole),
    )


@membres
@require_POST
def personne_courriel_repris(request, pk):
    """Son adresse est bonne malgré le retour : on y écrit de nouveau."""
    benevole = _modifiable(request.user, pk)
    reprendre(request, *adresses_de(benevole))
    return redirect(benevole)


@directions
def personne_nouvelle(request):
    """Un nouvel adhérent de son association, qu'il visite ou non."""
    return repondre(
        request,
        ouvrir(
            request,
            PersonneNouvelleForm,
            utilisateur=request.user,
            initial={"membre_depuis": localdate()},
        ),
        dire=lambda nouvelle: f"{nouvelle} a maintenant une fiche.",
        titre="Nouvel adhérent",
        bouton="Créer la fiche",
        retour=adresse_de_retour(request, "personnes"),
        suite=Benevole.get_absolute_url,
        explication="Pour un visiteur ou un CP Auxilia, passez plutôt par la liste de son"
        " établissement : sa fiche et son affectation se créent ensemble.",
        gabarit="benevoles/personnes/nouvelle",
    )


@membres
def absence(request, pk):
    """Annoncer une absence : deux dates."""
    benevole = _modifiable(request.user, pk)
    return repondre(
        request,
        ouvrir(
            request,
            AbsenceForm,
            instance=Absence(benevole=benevole),
            initial={"debut": localdate()},
        ),
        dire=lambda nouvelle: f"Absence notée : {benevole}, {nouvelle}.",
        titre=f"Noter une absence {de(benevole)}",
        bouton="Noter l’absence",
        explication="Deux dates suffisent : n’écrivez aucun motif, nulle part.",
        **_page(request, benevole),
    )


@membres
def absence_fin(request, pk):
    """Changer le dernier jour d'une absence."""
    modifiables = Benevole.objects.modifiables_par(request.user)
    annoncee = get_object_or_404(Absence.objects.filter(benevole__in=modifiables), pk=pk)
    return repondre(
        request,
        ouvrir(request, AbsenceFinForm, instance=annoncee),
        dire=lambda changee: f"Absence modifiée : {changee.benevole}, {changee}.",
        titre=f"Modifier l’absence {de(annoncee.benevole)}",
        bouton="Enregistrer",
        explication=f"Cette absence a commencé le {en_lettres(annoncee.debut)}.",
        **_page(request, annoncee.benevole),
    )


@directions
def adhesion(request, pk):
    """Enregistrer une adhésion à l'association dont on tient la direction."""
    benevole, association = _modifiable(request.user, pk), request.user.droits.direction
    return repondre(
        request,
        ouvrir(
            request,
            AdhesionForm,
            instance=Adhesion(benevole=benevole, association=association),
            initial={"debut": localdate()},
        ),
        dire=lambda nouvelle: f"Adhésion enregistrée : {benevole}, {nouvelle}.",
        titre=f"Adhésion {de(benevole)} : {association.label}",
        bouton="Enregistrer l’adhésion",
        **_page(request, benevole),
    )


@directions
def adhesion_fin(request, pk):
    """Mettre fin à une adhésion à son association."""
    adhesions = Adhesion.objects.filter(
        association=request.user.droits.direction,
        benevole__in=Benevole.objects.modifiables_par(request.user),
    )
    adhesion = get_object_or_404(adhesions.select_related("benevole"), pk=pk)
    return repondre(
        request,
        ouvrir(request, AdhesionFinForm, instance=adhesion, initial={"fin": localdate()}),
        dire=lambda finie: (
            f"Fin d’adhésion enregistrée : {finie.benevole},"
            f" {finie.get_association_display()}, jusqu’au {en_lettres(finie.fin)}."
        ),
        titre=f"Fin d’adhésion {de(adhesion.benevole)}",
        bouton="Mettre fin à l’adhésion",
        explication=f"Adhésion en cours : {adhesion}.",
        danger=True,
        **_page(request, adhesion.benevole),
    )


def _modifiable(utilisateur, pk):
    return get_object_or_404(Benevole.objects.modifiables_par(utilisateur), pk=pk)


def _page(request, benevole):
    return {
        "retour": adresse_de_retour(request, benevole),
        "fil": [(benevole.get_absolute_url(), str(benevole))],
    }
