"""Le catalogue commun des formations."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from benevoles.views.saisie import ouvrir, repondre
from engagements.formations.agenda import agenda
from engagements.formations.participations import PARTICIPATIONS, participations
from engagements.forms.formations import FormationCorrectionForm, FormationForm
from engagements.models import Formation, Session
from engagements.tableaux import SESSIONS
from partenariat.acces import membres, pilotage


@membres
def formations(request):
    """Ce qui vient, où s'inscrire ; puis tout ce que les deux associations proposent."""
    catalogue = Formation.objects.visibles_par(request.user).filter(archivee_le=None)
    contexte = {"lignes": _a_venir(request)}
    contexte |= {"catalogue": catalogue, "mes_inscriptions": bool(request.user.droits.benevole)}
    return render(request, "formations/formations.html", contexte)


@membres
def formations_export(request, format):
    """Les sessions à venir."""
    return SESSIONS.telecharger(request, _a_venir(request), format=format)


@pilotage
def participations_export(request, format):
    """Toutes les sessions, passées et à venir, et leurs participants."""
    return PARTICIPATIONS.telecharger(request, participations(request.user), format=format)


def _a_venir(request):
    maintenant = timezone.now()
    sessions = Session.objects.visibles_par(request.user).maintenues()
    a_venir = sessions.filter(debut__gt=maintenant).order_by("debut", "pk")
    return agenda(a_venir, request.user, maintenant=maintenant)


@membres
def formation(request, pk):
    formation = get_object_or_404(Formation.objects.visibles_par(request.user), pk=pk)
    maintenant = timezone.now()
    lignes = agenda(
        Session.objects.visibles_par(request.user).filter(formation=formation),
        request.user,
        maintenant=maintenant,
    )
    contexte = {
        "formation": formation,
        "a_venir": [ligne for ligne in reversed(lignes) if ligne.session.est_a_venir(maintenant)],
        "passees": [ligne for ligne in lignes if not ligne.session.est_a_venir(maintenant)],
        "modifiable": Formation.objects.modifiables_par(request.user).filter(pk=pk).exists(),
    }
    return render(request, "formations/formation.html", contexte)


@pilotage
def formation_nouvelle(request):
    nouvelle = Formation(association=request.user.droits.association)
    return repondre(
        request,
        ouvrir(request, FormationForm, instance=nouvelle),
        dire=lambda f: f"« {f} » est au catalogue : annoncez maintenant une session.",
        suite=lambda f: f.get_absolute_url(),
        titre="Proposer une formation",
        explication="Elle entre au catalogue commun des deux associations.",
        bouton="Mettre au catalogue",
        fil=[("/formations/", "Formations")],
        retour="/formations/",
    )


@pilotage
def formation_modification(request, pk):
    formation = get_object_or_404(Formation.objects.modifiables_par(request.user), pk=pk)
    return repondre(
        request,
        ouvrir(request, FormationCorrectionForm, instance=formation),
        dire=lambda f: f"« {f} » est modifiée.",
        titre="Modifier la formation",
        explication=str(formation),
        bouton="Enregistrer",
        retour=formation.get_absolute_url(),
    )
