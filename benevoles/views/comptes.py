"""Les comptes de son périmètre, leurs rôles, les invitations en attente ; mettre fin à un rôle."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.forms.invitations import FinDeRoleForm
from benevoles.models import Invitation, Role
from benevoles.tableaux import COMPTES
from partenariat.acces import gestion_des_roles, invitants
from partenariat.models import AdresseEnEchec, Utilisateur
from partenariat.retours.reprise import reprendre

PAR_PAGE = 50


@invitants
def comptes(request):
    """Ce que chacun voit suit la table « qui invite qui » ; délégués et locaux, leurs envois."""
    jour, maintenant = localdate(), timezone.now()
    invitations = Invitation.objects.visibles_par(request.user).sans_suite()
    invitations = invitations.select_related("invite_par", "disp", "spip", "benevole")
    contexte = {
        "page": None,
        "recherche": _recherche(request),
        "invitations": [{"invitation": i, "expiree": i.a_expire(maintenant)} for i in invitations],
    }
    if request.user.droits.est_direction or request.user.droits.technique:
        trouves = _comptes_visibles(request.user, contexte["recherche"])
        contexte["page"] = Paginator(trouves, PAR_PAGE).get_page(request.GET.get("page"))
        retours = AdresseEnEchec.objects.par_adresse(compte.email for compte in contexte["page"])
        contexte["lignes"] = [_ligne(compte, jour, retours) for compte in contexte["page"]]
    return render(request, "benevoles/comptes/liste.html", contexte)


@gestion_des_roles
def comptes_export(request, format):
    """Les comptes, sans les invitations."""
    recherche = _recherche(request)
    trouves = _comptes_visibles(request.user, recherche)
    precision = "Nom : un texte" if recherche else ""
    return COMPTES.telecharger(request, trouves, format=format, precision=precision)


def _recherche(request):
    return request.GET.get("q", "").strip()[:100]


def _comptes_visibles(utilisateur, recherche):
    """Ceux qui ont un rôle de son ressort ; l'administration technique voit tous les comptes."""
    roles = Role.objects.visibles_par(utilisateur)
    comptes = Utilisateur.objects.prefetch_related(
        Prefetch("roles", roles.select_related("disp", "spip"), to_attr="roles_visibles")
    )
    if not utilisateur.droits.technique:
        comptes = comptes.filter(pk__in=roles.values("utilisateur"))
    if recherche:
        comptes = comptes.filter(nom_affiche__icontains=recherche)
    return comptes.order_by("nom_affiche", "pk")


def _ligne(compte, jour, retours):
    roles = [
        {"role": role, "fini": role.fin is not None and role.fin < jour}
        for role in compte.roles_visibles
    ]
    return {"compte": compte, "roles": roles, "retour": retours.get(compte.email.lower())}


@require_POST
@gestion_des_roles
def compte_courriel_repris(request, pk):
    """L'adresse de ce compte est bonne malgré le retour."""
    compte = get_object_or_404(_comptes_visibles(request.user, ""), pk=pk)
    reprendre(request, compte.email)
    return redirect("comptes")


@gestion_des_roles
def role_fin(request, pk):
    jour = localdate()
    roles = Role.objects.visibles_par(request.user).non_finis(le=jour)
    role = get_object_or_404(roles.select_related("utilisateur", "disp", "spip"), pk=pk)
    form = FinDeRoleForm(request.POST or None, role=role, le=jour)
    if request.method == "POST" and form.is_valid() and form.enregistrer():
        messages.success(
            request, f"{role.utilisateur} : rôle terminé, dernier jour le {role.fin:%d/%m/%Y}."
        )
        return redirect("comptes")
    return render(request, "benevoles/comptes/role_fin.html", {"form": form, "role": role})
