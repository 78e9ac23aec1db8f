"""Les sections de l'ANVP : leurs établissements, leurs responsables, leur histoire."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.timezone import localdate

from benevoles.couverture.panorama import anomalies_de, couvertures_de
from benevoles.forms.sections import (
    MandatFinForm,
    MandatForm,
    RattachementFinForm,
    RattachementForm,
    SectionForm,
)
from benevoles.models import Affectation, Benevole, Fonction, Mandat, Rattachement, Section
from benevoles.tableaux import SECTIONS
from benevoles.views.saisie import adresse_de_retour, ouvrir, repondre
from partenariat.acces import lecteurs_des_sections, pilotage_des_sections
from partenariat.dates import jour_demande
from partenariat.templatetags.dates import en_lettres

PAR_PAGE = 50


@lecteurs_des_sections
def sections(request):
    """Les sections de son périmètre, avec leurs responsables et leurs établissements du jour."""
    page = Paginator(_sections(request), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "benevoles/sections/liste.html", {"sections": page})


@lecteurs_des_sections
def sections_export(request, format):
    return SECTIONS.telecharger(request, _sections(request), format=format)


def _sections(request):
    jour = jour_demande(request)
    visibles = Section.objects.visibles_par(request.user).en_cours(le=jour)
    return visibles.prefetch_related(
        Prefetch("mandats", _mandats(jour), to_attr="du_jour"),
        Prefetch("rattachements", _rattachements(jour), to_attr="rattaches"),
    )


@lecteurs_des_sections
def section(request, pk):
    """Une section : qui la mène, ce qu'elle couvre, ce qui cloche, et son histoire."""
    objet = get_object_or_404(Section.objects.visibles_par(request.user), pk=pk)
    jour = jour_demande(request)
    mandats = list(objet.mandats.select_related("benevole__utilisateur"))
    rattachements = list(_des_rattachements(objet))
    etablissements = [r.etablissement for r in rattachements if r.est_en_cours(jour)]
    contexte = {
        "section": objet,
        "pilote": Section.objects.pilotees_par(request.user).filter(pk=objet.pk).exists(),
        "mandats": [m for m in mandats if m.est_en_cours(jour)],
        "passes": [m for m in mandats if not m.est_en_cours(jour)],
        "rattachements": _couverts(rattachements, etablissements, jour),
        "detaches": [r for r in rattachements if not r.est_en_cours(jour)],
        "nommes": _visibles(request.user, mandats),
    }
    return render(request, "benevoles/sections/section.html", contexte)


@pilotage_des_sections
def section_nouvelle(request):
    """Une nouvelle section, avec son premier établissement."""
    return repondre(
        request,
        ouvrir(request, SectionForm, utilisateur=request.user, initial={"debut": localdate()}),
        dire=lambda nouvelle: (
            f"La section {nouvelle} est créée. Nommez maintenant son président"
            " ou son correspondant."
        ),
        suite=Section.get_absolute_url,
        titre="Nouvelle section",
        bouton="Créer la section",
        retour=adresse_de_retour(request, "sections"),
        fil=_fil(),
    )


@pilotage_des_sections
def mandat_nouveau(request, pk):
    """Nommer un président, un correspondant ou un suppléant."""
    objet, jour = _pilotee(request.user, pk), localdate()
    texte = request.GET.get("q", "").strip()[:80]
    titulaire = _mandats(jour).filter(section=objet, fonction__in=Mandat.TITULAIRES).first()
    form = ouvrir(
        request,
        MandatForm,
        candidats=_candidats(request.user, objet, texte, jour),
        titulaire=titulaire,
        instance=Mandat(section=objet),
        initial={"debut": jour},
    )
    page = _page(request, objet) | {"q": texte, "gabarit": "benevoles/sections/mandat"}
    return repondre(request, form, dire=_nomme, titre=f"Nommer : {objet}", bouton="Nommer", **page)


@pilotage_des_sections
def mandat_fin(request, pk):
    """Mettre fin à un mandat."""
    pilotees = Section.objects.pilotees_par(request.user)
    mandats = Mandat.objects.filter(section__in=pilotees).select_related("benevole", "section")
    mandat = get_object_or_404(mandats, pk=pk)
    return repondre(
        request,
        ouvrir(request, MandatFinForm, instance=mandat, initial={"fin": localdate()}),
        dire=lambda fini: f"Fin de mandat enregistrée : {fini}, jusqu’au {en_lettres(fini.fin)}.",
        titre=f"Fin de mandat : {mandat.benevole}",
        bouton="Mettre fin au mandat",
        explication=f"{capfirst(mandat.get_fonction_display())} de la section"
        f" {mandat.section} depuis le {en_lettres(mandat.debut)}.",
        danger=True,
        **_page(request, mandat.section),
    )


@pilotage_des_sections
def rattachement(request, pk):
    """Rattacher un établissement à une section."""
    objet = _pilotee(request.user, pk)
    return repondre(
        request,
        ouvrir(
            request,
            RattachementForm,
            utilisateur=request.user,
            instance=Rattachement(section=objet),
            initial={"debut": localdate()},
        ),
        dire=lambda lien: (
            f"{lien.etablissement} relève de la section {objet} à partir du"
            f" {en_lettres(lien.debut)}."
        ),
        titre=f"Rattacher un établissement à la section {objet}",
        bouton="Rattacher",
        **_page(request, objet),
    )


@pilotage_des_sections
def rattachement_fin(request, pk):
    """Détacher un établissement de sa section."""
    pilotees = Section.objects.pilotees_par(request.user)
    liens = Rattachement.objects.filter(section__in=pilotees)
    lien = get_object_or_404(liens.select_related("etablissement", "section"), pk=pk)
    return repondre(
        request,
        ouvrir(request, RattachementFinForm, instance=lien, initial={"fin": localdate()}),
        dire=lambda fini: (
            f"{fini.etablissement} ne relève plus de la section {fini.section}"
            f" après le {en_lettres(fini.fin)}."
        ),
        titre=f"Détacher {lien.etablissement}",
        bouton="Détacher",
        explication=f"Rattaché à la section {lien.section} depuis le {en_lettres(lien.debut)}.",
        danger=True,
        **_page(request, lien.section),
    )


def _pilotee(utilisateur, pk):
    return get_object_or_404(Section.objects.pilotees_par(utilisateur), pk=pk)


def _mandats(jour):
    return Mandat.objects.en_cours(le=jour).select_related("benevole")


def _rattachements(jour):
    return Rattachement.objects.en_cours(le=jour).select_related("etablissement")


def _des_rattachements(objet):
    return objet.rattachements.select_related("etablissement__departement").order_by(
        "etablissement__nom", "-debut"
    )


def _couverts(rattachements, etablissements, jour):
    """Chaque établissement du jour, avec sa couverture et ce qui cloche."""
    calculees = {c.etablissement.pk: c for c in couvertures_de(etablissements, le=jour)}
    alertes = anomalies_de(etablissements, le=jour)
    return [
        (r, calculees[r.etablissement_id], alertes.get(r.etablissement_id, []))
        for r in rattachements
        if r.est_en_cours(jour)
    ]


def _visibles(utilisateur, mandats):
    visibles = Benevole.objects.visibles_par(utilisateur)
    return set(
        visibles.filter(pk__in=[m.benevole_id for m in mandats]).values_list("pk", flat=True)
    )


def _candidats(utilisateur, objet, texte, jour):
    """Les visiteurs de la section, et les personnes que l'on cherche par leur nom."""
    etablissements = Rattachement.objects.en_cours(le=jour).filter(section=objet)
    affectes = Affectation.objects.en_cours(le=jour).filter(
        fonction=Fonction.VP, etablissement__in=etablissements.values("etablissement")
    )
    visibles = Benevole.objects.visibles_par(utilisateur)
    candidats = visibles.filter(pk__in=affectes.values("benevole"))
    if texte:
        trouvees = visibles.chercher(texte).values_list("pk", flat=True)[:50]
        candidats = visibles.filter(pk__in=[*candidats.values_list("pk", flat=True), *trouvees])
    return candidats


def _nomme(mandat):
    return (
        f"{mandat.benevole} est {mandat.get_fonction_display()} de la section {mandat.section} à"
        f" partir du {en_lettres(mandat.debut)}."
    )


def _page(request, objet):
    return {
        "retour": adresse_de_retour(request, objet),
        "fil": [*_fil(), (objet.get_absolute_url(), str(objet))],
    }


def _fil():
    return [(reverse("sections"), "Sections")]
