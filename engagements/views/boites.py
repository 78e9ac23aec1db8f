"""Les boîtes communes d'un SPIP : ses agents et les directions les tiennent."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST

from benevoles.views.saisie import ouvrir, repondre
from engagements.forms.boites import BoiteForm, FinBoiteForm
from engagements.models import BoiteSpip
from etablissements.models import Spip
from partenariat.acces import gardiens_des_boites
from partenariat.models import AdresseEnEchec
from partenariat.retours.reprise import reprendre


@gardiens_des_boites
def boites_spip(request, code):
    """Les adresses communes du service aujourd'hui, et l'ajout d'une autre."""
    spip = get_object_or_404(_spips(request.user), code=code)
    boite = BoiteSpip(spip=spip)
    form = ouvrir(request, BoiteForm, instance=boite, initial={"debut": localdate()})
    if request.method == "POST":
        return repondre(
            request,
            form,
            dire=lambda ajoutee: f"{ajoutee.courriel} recevra désormais les avis du service.",
            titre=f"Adresse commune : {spip}",
            bouton="Ajouter cette adresse",
            retour=reverse("boites_spip", args=[code]),
        )
    visibles = BoiteSpip.objects.visibles_par(request.user).filter(spip=spip)
    boites = visibles.en_cours(le=localdate()).select_related("antenne")
    contexte = {"spip": spip, "form": form, "boites": _avec_leur_retour(boites)}
    return render(request, "engagements/boites.html", contexte)


def _avec_leur_retour(boites):
    retours = AdresseEnEchec.objects.par_adresse(boite.courriel for boite in boites)
    return [(boite, retours.get(boite.courriel.lower())) for boite in boites]


@require_POST
@gardiens_des_boites
def boite_reprise(request, pk):
    """Son adresse est bonne malgré le retour."""
    boite = get_object_or_404(BoiteSpip.objects.visibles_par(request.user), pk=pk)
    reprendre(request, boite.courriel)
    return redirect("boites_spip", boite.spip.code)


@gardiens_des_boites
def boite_fin(request, pk):
    """Une adresse qui ne sert plus : une date, l'histoire reste."""
    boite = get_object_or_404(BoiteSpip.objects.visibles_par(request.user), pk=pk)
    return repondre(
        request,
        ouvrir(request, FinBoiteForm, instance=boite, initial={"fin": localdate()}),
        dire=lambda finie: f"{finie.courriel} sert jusqu’au {finie.fin:%d/%m/%Y}.",
        titre="Ne plus utiliser une adresse",
        explication=f"{boite.courriel} ne recevra plus rien après ce jour.",
        bouton="Enregistrer",
        retour=reverse("boites_spip", args=[boite.spip.code]),
        danger=True,
    )


def _spips(utilisateur):
    droits = utilisateur.droits
    return Spip.objects.all() if droits.est_direction else Spip.objects.filter(pk__in=droits.spips)
