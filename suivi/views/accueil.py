"""L'entrée de chacun, et les pages ouvertes à tous."""

from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from etablissements.models import DirectionInterregionale
from partenariat.acces import agents_spip, public, tout_compte
from partenariat.dates import jour_demande
from suivi.accessibilite import CONTROLE_LE, VERSION_D_AXE
from suivi.attendus import attendus
from suivi.lignes import lignes
from suivi.visibilite import partage, personnes


@tout_compte
def accueil(request):
    """Chacun arrive là où l'on a besoin de lui."""
    droits = request.user.droits
    if droits.est_direction:
        return redirect("tableau_de_bord")
    if droits.est_delegue:
        return redirect(DirectionInterregionale.objects.get(pk__in=droits.disps))
    if droits.est_responsable_local:
        return redirect("mes_etablissements")
    if droits.est_agent_spip:
        return redirect("a_decider")
    if droits.technique:
        return redirect("comptes")
    if droits.benevole:
        return redirect("personne", pk=droits.benevole)
    return render(request, "suivi/sans_role.html")


@tout_compte
def a_faire(request):
    """Tout ce qui attend un geste de ce compte, et de lui seul."""
    contexte = {"attendus": attendus(request.user, le=localdate())}
    return render(request, "suivi/a_faire.html", contexte)


@agents_spip
def ressort(request):
    """Les établissements du ressort d'un agent du SPIP : des nombres, aucun nom."""
    jour = jour_demande(request)
    contexte = {"lignes": lignes(request.user, le=jour)}
    return render(request, "suivi/ressort.html", contexte)


@public
def a_propos(request):
    return render(request, "suivi/a_propos.html")


@public
def qui_voit_quoi(request):
    contexte = {"personnes": personnes(), "partage": partage()}
    return render(request, "suivi/qui_voit_quoi.html", contexte)


@public
def accessibilite(request):
    contexte = {"controle_le": CONTROLE_LE, "version_d_axe": VERSION_D_AXE}
    return render(request, "suivi/accessibilite.html", contexte)
