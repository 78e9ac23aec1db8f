"""L'histoire d'une page : qui a changé quoi, quand, avant et après ; à lire, ou à emporter."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from benevoles import histoires
from benevoles.listes import MOTS
from benevoles.models import Benevole, Section
from benevoles.tableaux import HISTOIRE
from benevoles.views.listes import liste_tenue
from partenariat.acces import directions, gestion_des_roles, lecteurs_des_sections, membres, saisie
from partenariat.francais import de

PAR_PAGE = 25


@membres
def personne_histoire(request, pk, format=""):
    """Ce qui a changé sur une fiche de son périmètre, ou la sienne."""
    benevole = get_object_or_404(Benevole.objects.visibles_par(request.user), pk=pk)
    retour = (benevole.get_absolute_url(), str(benevole))
    histoire = histoires.de_la_personne(benevole, request.user)
    if format:
        return _emporter(request, histoire, format, precision=f"fiche n° {pk}")
    return _montrer(request, histoire, f"Histoire de la fiche {de(benevole)}", retour)


@saisie
def liste_histoire(request, code, fonction, format=""):
    """Ce qui a changé dans la liste d'un établissement que l'on tient."""
    etablissement, fonction = liste_tenue(request.user, code, fonction)
    histoire, personnes = histoires.de_la_liste(etablissement, fonction), MOTS[fonction].personnes
    if format:
        return _emporter(request, histoire, format, precision=f"{etablissement}, {personnes}")
    titre = f"{etablissement}, histoire de la liste des {personnes}"
    adresse = reverse("liste", args=[etablissement.code, fonction.value.lower()])
    return _montrer(request, histoire, titre, (adresse, f"Liste des {personnes}"))


@lecteurs_des_sections
def section_histoire(request, pk, format=""):
    """Ce qui a changé dans une section : son nom, ses responsables, ses établissements."""
    section = get_object_or_404(Section.objects.visibles_par(request.user), pk=pk)
    retour = (section.get_absolute_url(), f"Section {section}")
    histoire = histoires.de_la_section(section)
    if format:
        return _emporter(request, histoire, format, precision=f"section {section}")
    return _montrer(request, histoire, f"Histoire de la section {section}", retour)


@directions
def seuils_histoire(request, format=""):
    """Qui a réglé quel seuil, et quand."""
    if format:
        return _emporter(request, histoires.des_seuils(), format, precision="seuils")
    retour = (reverse("seuils"), "Seuils")
    return _montrer(request, histoires.des_seuils(), "Histoire des seuils", retour)


@gestion_des_roles
def roles_histoire(request, format=""):
    """Qui a donné ou retiré quel rôle, et quand."""
    histoire = histoires.des_roles(request.user)
    if format:
        return _emporter(request, histoire, format, precision="rôles")
    retour = (reverse("comptes"), "Comptes")
    return _montrer(request, histoire, "Histoire des rôles", retour)


def _montrer(request, histoire, titre, retour):
    page = Paginator(histoire, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "titre": titre, "retour": retour}
    return render(request, "benevoles/histoire.html", contexte)


def _emporter(request, histoire, format, *, precision):
    """Toutes les pages, une rangée par changement ; le journal n'en garde aucun nom de personne."""
    rangees = ((evenement, c) for evenement in histoire for c in evenement.changements or [None])
    return HISTOIRE.telecharger(request, rangees, format=format, precision=precision)
