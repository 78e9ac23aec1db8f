"""La convention : ses catégories, ses engagements, leurs indicateurs, ce qui est en retard."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from benevoles.telechargements import Tableau
from engagements.models import Categorie, Convention, Engagement
from etablissements.models import DirectionInterregionale
from partenariat.acces import membres
from partenariat.dates import jour_demande
from suivi.engagements import (
    decisions_ouvertes,
    dernieres_actions,
    lieux,
    points_de,
    resumes,
    retards,
)
from suivi.exports import ENGAGEMENTS, POINTS
from suivi.graphique import graphique
from suivi.indicateurs.series import annees_commencees, series

ENTETES = (
    *("Engagement", "Titre", "Indicateur", "Unité", "Année", "Du", "Au"),
    *("Valeur", "Compte", "Cible", "Source"),
)


@membres
def convention_en_cours(request):
    """Celle qui est en vigueur au jour choisi ; à défaut, la dernière commencée."""
    convention = Convention.objects.du_jour(jour_demande(request))
    if convention is None:
        return render(request, "suivi/convention/aucune.html")
    return redirect(convention)


@membres
def convention(request, code):
    """Les six catégories, et pour chaque engagement son premier indicateur cette année."""
    convention, jour = get_object_or_404(Convention, code=code), jour_demande(request)
    annees = annees_commencees(convention, jour)
    premieres = series(convention, le=jour, annees=annees[-2:], premiers=True)
    par_engagement = {serie.indicateur.engagement_id: serie for serie in premieres}
    faits = resumes(convention, request.user, le=jour)
    categories = [
        {
            "categorie": categorie,
            "lignes": [
                {"engagement": e, "serie": par_engagement.get(e.pk), "faits": faits[e.pk]}
                for e in _engagements(categorie)
            ],
        }
        for categorie in convention.categories.prefetch_related("engagements")
    ]
    contexte = {
        "convention": convention,
        "categories": categories,
        "conventions": Convention.objects.all(),
        "annee": annees[-1] if annees else None,
    }
    return render(request, "suivi/convention/convention.html", contexte)


@membres
def categorie(request, code, numero):
    """Une catégorie : ses engagements et tous leurs indicateurs, ses points de suivi."""
    categorie, jour = _categorie(code, numero), jour_demande(request)
    disp, engagements = _disp(request), _engagements(categorie)
    annees = annees_commencees(categorie.convention, jour)[-2:]
    toutes = series(
        categorie.convention, le=jour, engagements=engagements, annees=annees, disp=disp and disp.pk
    )
    par_engagement = _par_engagement(toutes)
    contexte = {
        "categorie": categorie,
        "disp": disp,
        "disps": DirectionInterregionale.objects.all(),
        "lignes": [(e, par_engagement.get(e.pk, [])) for e in engagements],
        "points": points_de(categorie, request.user, le=jour),
        "decisions": decisions_ouvertes(le=jour).filter(point__categorie=categorie),
        "aujourdhui": jour,
    }
    return render(request, "suivi/convention/categorie.html", contexte)


@membres
def engagement(request, code, numero):
    """Un engagement : ce qui est promis, par qui, ce qui s'en mesure, ce qui s'en fait."""
    engagement, jour, disp = _engagement(code, numero), jour_demande(request), _disp(request)
    convention = engagement.categorie.convention
    siennes = series(convention, le=jour, engagements=[engagement], disp=disp and disp.pk)
    contexte = {
        "engagement": engagement,
        "convention": convention,
        "disp": disp,
        "disps": DirectionInterregionale.objects.all(),
        "series": [(serie, graphique(serie)) for serie in siennes],
        "actions": dernieres_actions(engagement, request.user, le=jour),
        "retards": retards(engagement, request.user, le=jour),
        "lieux": lieux(numero, request.user.droits),
        "histoire": engagement.history.select_related("modifie_par")[:20],
    }
    return render(request, "suivi/convention/engagement.html", contexte)


@membres
def indicateurs_export(request, code, format):
    """Toutes les valeurs, année par année, telles que les pages les montrent."""
    convention, disp = get_object_or_404(Convention, code=code), _disp(request)
    toutes = series(convention, le=jour_demande(request), disp=disp and disp.pk)
    lignes = [(serie, annee) for serie in toutes for annee in serie.annees]
    ou = f"DISP : {disp}" if disp else "France"
    precision = f"Convention {convention.code} ; {ou}"
    return INDICATEURS.telecharger(request, lignes, format=format, precision=precision)


@membres
def engagements_export(request, code, format):
    """Ce qui est promis, mot pour mot, et par qui."""
    convention = get_object_or_404(Convention, code=code)
    categories = convention.categories.prefetch_related("engagements")
    promis = [e for categorie in categories for e in _engagements(categorie)]
    precision = f"Convention {convention.code}"
    return ENGAGEMENTS.telecharger(request, promis, format=format, precision=precision)


@membres
def points_export(request, code, numero, format):
    """Les points de la catégorie, leurs deux voix, et ce qui y fut décidé."""
    categorie = _categorie(code, numero)
    points = points_de(categorie, request.user, le=jour_demande(request))
    points = points.prefetch_related("decisions__engagement__categorie")
    lignes = [(point, d) for point in points for d in point.decisions.all() or [None]]
    return POINTS.telecharger(request, lignes, format=format, precision=str(categorie))


def _rangee(ligne):
    serie, annee = ligne
    engagement, definition = serie.indicateur.engagement, serie.definition
    return [
        engagement.numero,
        engagement.titre,
        definition.titre,
        str(definition.unite),
        annee.libelle,
        annee.fenetre.debut,
        annee.fenetre.fin,
        annee.affichee if annee.masquee or annee.mesure.texte else annee.mesure.valeur,
        annee.compte,
        annee.cible,
        definition.source,
    ]


INDICATEURS = Tableau("Indicateurs", "indicateurs", ENTETES, _rangee)


def _categorie(code, numero):
    categories = Categorie.objects.select_related("convention")
    return get_object_or_404(categories, convention__code=code, numero=numero)


def _engagement(code, numero):
    categorie, _, rang = numero.partition(".")
    if not (categorie.isdecimal() and rang.isdecimal() and len(numero) <= 5):
        raise Http404
    return get_object_or_404(
        Engagement.objects.select_related("categorie__convention", "repris_de__categorie"),
        categorie__convention__code=code,
        categorie__numero=int(categorie),
        rang=int(rang),
    )


def _engagements(categorie):
    """Ceux de la catégorie, qui connaissent déjà la leur : leur numéro ne coûte pas de requête."""
    engagements = sorted(categorie.engagements.all(), key=lambda e: e.rang)
    for e in engagements:
        e.categorie = categorie
    return engagements


def _disp(request):
    code = request.GET.get("disp", "")
    return get_object_or_404(DirectionInterregionale, code=code[:50]) if code else None


def _par_engagement(toutes):
    resultat = {}
    for serie in toutes:
        resultat.setdefault(serie.indicateur.engagement_id, []).append(serie)
    return resultat
