"""Les seuils de besoin : ce qui vaut, ce qui a valu, et le réglage avec aperçu."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from benevoles.couverture.faits import SEUIL_PAR_DEFAUT
from benevoles.forms.seuils import SeuilForm
from benevoles.models import Seuil
from benevoles.tableaux import SEUILS
from etablissements.models import Etablissement
from partenariat.acces import directions


@directions
def seuils(request):
    """Un type par ligne : le seuil d'aujourd'hui, ceux qui viennent et ceux d'avant."""
    jour, par_type = localdate(), {}
    for seuil in Seuil.objects.select_related("fixe_par"):
        par_type.setdefault(seuil.type_etablissement, []).append(seuil)
    types = [
        {
            "type": type_,
            "actuel": next((s for s in par_type.get(type_, []) if s.est_en_cours(jour)), None),
            "histoire": par_type.get(type_, []),
        }
        for type_ in Etablissement.Type
    ]
    return render(
        request, "benevoles/seuils/liste.html", {"types": types, "defaut": SEUIL_PAR_DEFAUT}
    )


@directions
def seuils_export(request, format):
    """Tous ceux qui valent, ont valu ou vaudront : un seuil réglé par rangée."""
    return SEUILS.telecharger(request, Seuil.objects.select_related("fixe_par"), format=format)


@directions
def seuil(request, type):
    """Régler le seuil d'un type : d'abord un aperçu, puis l'enregistrement."""
    if type not in Etablissement.Type.values:
        raise Http404
    jour = localdate()
    initial = _valeurs_actuelles(type, jour)
    form = SeuilForm(
        request.POST or None, type_etablissement=type, aujourdhui=jour, initial=initial
    )
    valable = request.method == "POST" and form.is_valid()
    if valable and "enregistrer" in request.POST:
        fixe = form.enregistrer(par=request.user)
        messages.success(request, f"Seuil enregistré : {fixe}, à partir du {fixe.debut:%d/%m/%Y}.")
        return redirect("seuils")
    contexte = {
        "form": form,
        "type": Etablissement.Type(type),
        "apercu": form.apercu() if valable else None,
    }
    return render(request, "benevoles/seuils/formulaire.html", contexte)


def _valeurs_actuelles(type_etablissement, jour):
    actuel = Seuil.objects.en_cours(le=jour).filter(type_etablissement=type_etablissement).first()
    if actuel:
        return {
            "debut": jour,
            "vp_pour_cent": actuel.pour_cent,
            "minimum_vp": actuel.minimum_vp,
            "explication": "",
        }
    return {
        "debut": jour,
        "vp_pour_cent": SEUIL_PAR_DEFAUT.vp_pour_cent,
        "minimum_vp": SEUIL_PAR_DEFAUT.minimum,
    }
