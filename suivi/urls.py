from django.urls import path

from suivi.views import (
    accueil,
    carte,
    convention,
    etablissement,
    listes,
    recherche,
    tableau_de_bord,
)

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("a-faire/", accueil.a_faire, name="a_faire"),
    path("tableau-de-bord/", tableau_de_bord.tableau_de_bord, name="tableau_de_bord"),
    path("carte.svg", carte.carte, name="carte"),
    path("disp/<slug:code>/", tableau_de_bord.disp, name="disp"),
    path("ressort/", accueil.ressort, name="ressort"),
    path("etablissements/", listes.etablissements, name="etablissements"),
    path("etablissements/<slug:code>/", etablissement.etablissement, name="etablissement"),
    path("recensement/", listes.recensement, name="recensement"),
    path("recensement/export.<str:format>", listes.recensement_export, name="recensement_export"),
    path("convention/", convention.convention_en_cours, name="convention_en_cours"),
    path("convention/<slug:code>/", convention.convention, name="convention"),
    path(
        "convention/<slug:code>/indicateurs.<str:format>",
        convention.indicateurs_export,
        name="indicateurs_export",
    ),
    path("convention/<slug:code>/categorie/<int:numero>/", convention.categorie, name="categorie"),
    path(
        "convention/<slug:code>/engagement/<str:numero>/", convention.engagement, name="engagement"
    ),
    path("recherche/", recherche.recherche, name="recherche"),
    path("a-propos/", accueil.a_propos, name="a_propos"),
    path("qui-voit-quoi/", accueil.qui_voit_quoi, name="qui_voit_quoi"),
    path("accessibilite/", accueil.accessibilite, name="accessibilite"),
]
