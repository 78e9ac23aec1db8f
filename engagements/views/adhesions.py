"""La double adhésion : à qui la proposer, sa réponse, l'invitation ; la part des doubles."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.models import Adhesion, Benevole
from benevoles.views.saisie import adresse_de_retour, ouvrir, repondre
from engagements.adhesions.envoi import inviter
from engagements.adhesions.liste import adherents, d_une_seule
from engagements.adhesions.taux import barres, evolution, territoires
from engagements.forms.adhesions import (
    FiltreDoubleAdhesion,
    MaReponseForm,
    ReponseForm,
    RetraitForm,
)
from engagements.forms.filtre_actions import FiltreDispForm
from engagements.models import Incitation
from engagements.tableaux import DOUBLE_ADHESION, TAUX
from partenariat.acces import membres, pilotage, saisie
from partenariat.francais import de
from partenariat.models import Association

PAR_PAGE = 50
LISTE = "Double adhésion"


@saisie
def double_adhesion(request):
    """Les adhérents de sa propre association qui ne sont pas connus de l'autre, et leur réponse."""
    filtre, seuls = _seuls(request)
    page = Paginator(filtre.filtrer(seuls), PAR_PAGE).get_page(request.GET.get("page"))
    association = Association(request.user.droits.association)
    contexte = {"filtre": filtre, "page": page, "association": association}
    if request.user.droits.peut_piloter:
        contexte["adherents"] = adherents(request.user, le=localdate()).count()
        filtres = any(filtre.criteres().values())
        contexte["seuls"] = seuls.count() if filtres else page.paginator.count
    return render(request, "adhesions/liste.html", contexte)


@saisie
def double_adhesion_export(request, format):
    filtre, seuls = _seuls(request)
    retenus = filtre.filtrer(seuls)
    return DOUBLE_ADHESION.telecharger(request, retenus, format=format, filtre=filtre)


def _seuls(request):
    le = localdate()
    filtre = FiltreDoubleAdhesion(request.GET, utilisateur=request.user, le=le)
    return filtre, d_une_seule(request.user, le=le, maintenant=timezone.now())


@pilotage
def double_adhesion_taux(request):
    """La part des adhérents de son association qui sont aussi de l'autre, par année, par DISP."""
    filtre, choisie, trouvee = _evolution(request)
    contexte = {
        "filtre": filtre,
        "evolution": trouvee,
        "barres": barres(trouvee.annees),
        "association": Association(request.user.droits.association),
        "disp": choisie,
    }
    return render(request, "adhesions/taux.html", contexte)


@pilotage
def double_adhesion_taux_export(request, format):
    """Les deux tableaux de la page, l'un après l'autre."""
    _, choisie, trouvee = _evolution(request)
    lignes = [("année", taux) for taux in trouvee.annees] + [("DISP", t) for t in trouvee.disps]
    precision = f"années : {choisie or 'France entière'}"
    return TAUX.telecharger(request, lignes, format=format, precision=precision)


def _evolution(request):
    """(le filtre, la DISP des années, les nombres) : un délégué lit la sienne."""
    disps = list(territoires(request.user))
    filtre = FiltreDispForm(request.GET)
    if request.user.droits.est_direction:
        choisie = filtre.criteres().get("disp")
    else:
        choisie = disps[0] if disps else None
    association = Association(request.user.droits.association)
    moment = {"le": localdate(), "maintenant": timezone.now()}
    return filtre, choisie, evolution(association, disp=choisie, disps=disps, **moment)


@saisie
def incitation_nouvelle(request, pk):
    """Noter ce qu'une personne a répondu ; l'invitation ne part pas d'elle-même."""
    seuls = d_une_seule(request.user, le=localdate(), maintenant=timezone.now())
    personne = get_object_or_404(seuls, pk=pk)
    vers = Association(request.user.droits.association).autre
    return repondre(
        request,
        ouvrir(
            request,
            ReponseForm,
            instance=Incitation(benevole=personne, vers=vers),
            initial={"recueillie_le": localdate()},
        ),
        dire=lambda notee: (
            f"La réponse {de(personne)} est notée."
            + (" Il reste à envoyer l’invitation." if notee.attend_l_envoi else "")
        ),
        titre=f"La réponse {de(personne)}",
        explication=f"Demandez-lui d’abord si une invitation à rejoindre aussi {vers} l’intéresse."
        " Rien ne lui est envoyé sans son accord, et elle peut le retirer quand elle veut.",
        bouton="Noter sa réponse",
        retour=_retour(request, personne),
        fil=[(reverse("double_adhesion"), LISTE)],
    )


@saisie
@require_POST
def incitation_envoi(request, pk):
    """Envoyer l'invitation : seulement avec l'accord, et une seule fois."""
    visibles = Incitation.objects.visibles_par(request.user)
    incitation = get_object_or_404(visibles.select_related("benevole__utilisateur"), pk=pk)
    try:
        inviter(incitation, maintenant=timezone.now())
    except ValidationError as refus:
        messages.error(request, refus.message)
    else:
        messages.success(request, f"L’invitation {de(incitation.benevole)} est partie.")
    return redirect(_retour(request, incitation.benevole))


@membres
def incitation_retrait(request, pk):
    """Retirer un accord, ou une réponse notée par erreur."""
    visibles = Incitation.objects.visibles_par(request.user).vivantes()
    incitation = get_object_or_404(visibles.select_related("benevole"), pk=pk)
    sienne = incitation.benevole_id == request.user.droits.benevole
    retour = reverse("mon_adhesion") if sienne else _retour(request, incitation.benevole)
    titre = "Retirer ma réponse" if sienne else f"Retirer la réponse {de(incitation.benevole)}"
    return repondre(
        request,
        ouvrir(request, RetraitForm, incitation=incitation, maintenant=timezone.now()),
        dire=lambda retiree: "La réponse est retirée.",
        titre=titre,
        explication="Plus aucune invitation ne partira, sauf nouvel accord. Une autre réponse"
        " pourra être notée.",
        bouton="Retirer la réponse",
        danger=True,
        retour=retour,
        fil=[(retour, "Ma double adhésion" if sienne else LISTE)],
    )


@membres
def mon_adhesion(request):
    """Répondre soi-même : recevoir ou non l'invitation de l'autre association.

    Seule sa propre fiche compte ici : corriger ses coordonnées n'apprend rien sur personne.
    """
    moi = Benevole.objects.select_related("utilisateur").filter(pk=request.user.droits.benevole)
    personne = get_object_or_404(moi)
    adhesions = Adhesion.objects.en_cours(le=localdate()).filter(benevole=personne)
    siennes = [Association(a) for a in adhesions.values_list("association", flat=True)]
    if len(siennes) != 1:
        return render(request, "adhesions/moi.html", {"siennes": siennes})
    [association] = siennes
    page = {"siennes": siennes, "association": association, "vers": association.autre}
    reponses = personne.incitations.vivantes().filter(vers=association.autre)
    if reponse := reponses.select_related("benevole__utilisateur").first():
        return render(request, "adhesions/moi.html", page | {"reponse": reponse})
    incitation = Incitation(benevole=personne, vers=association.autre)
    return repondre(
        request,
        ouvrir(request, MaReponseForm, instance=incitation, maintenant=timezone.now()),
        dire=lambda notee: (
            f"L’invitation est partie à {notee.adresse}." if notee.envoyee_le else "C’est noté."
        ),
        retour=reverse("mon_adhesion"),
        gabarit="adhesions/moi",
        **page,
        reponse=None,
    )


def _retour(request, personne):
    """La liste telle qu'on l'a quittée, à la ligne de cette personne."""
    return f"{adresse_de_retour(request, 'double_adhesion')}#personne-{personne.pk}"
