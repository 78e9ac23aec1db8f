"""Ce que font toutes les pages qui portent un formulaire."""

from django.contrib import messages
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate

from partenariat.champs import lit


def ouvrir(request, formulaire, **arguments):
    """Le formulaire, vide ou envoyé ; nul n'y corrige un champ qu'il ne lit pas."""
    envoi = request.POST if request.method == "POST" else None
    form = formulaire(envoi, aujourdhui=localdate(), **arguments)
    objet = getattr(form, "instance", None)
    if objet is not None and objet.pk:
        for nom in [nom for nom in form.fields if not lit(request.user, objet, nom)]:
            del form.fields[nom]
    return form


def repondre(request, form, *, dire, retour, suite=None, **page):
    """Enregistre, dit ce qui s'est passé et revient ; sinon montre la page et ses erreurs.

    `suite` : de l'objet enregistré, où aller plutôt que `retour`, qui reste celui d'« Annuler ».
    `page` : `titre`, `bouton`, et s'il le faut `explication`, `fil`, `danger`, et `gabarit`, le
    chemin d'un autre gabarit, sans son extension.
    """
    if request.method == "POST" and (objet := form.enregistrer(par=request.user)):
        messages.success(request, dire(objet))
        return redirect(suite(objet) if suite else retour)
    contexte = {"explication": "", "danger": False, "fil": ()} | page
    gabarit = contexte.pop("gabarit", "benevoles/formulaire")
    contexte |= {"form": form, "retour": retour}
    return render(request, f"{gabarit}.html", contexte)


def adresse_de_retour(request, *defaut) -> str:
    """La page d'où l'on vient si l'adresse la dit (`?retour=/…`), sinon celle par défaut."""
    voulue = request.GET.get("retour", "")
    if voulue.startswith("/") and url_has_allowed_host_and_scheme(voulue, allowed_hosts=None):
        return voulue
    return resolve_url(*defaut)
