from django.urls import path

from suivi.views import (
    accueil,
    carte,
    convention,
    documents,
    etablissement,
    evaluations,
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
    path("evaluations/", evaluations.evaluations, name="evaluations"),
    path("evaluations/schema.json", evaluations.evaluation_schema, name="evaluation_schema"),
    path("evaluations/<int:pk>/", evaluations.evaluation, name="evaluation"),
    path(
        "evaluations/<int:pk>/lecture/", evaluations.evaluation_lecture, name="evaluation_lecture"
    ),
    path(
        "evaluations/<int:pk>/donnees.<str:format>",
        evaluations.evaluation_donnees,
        name="evaluation_donnees",
    ),
    path("evaluations/<int:pk>/carte.svg", evaluations.evaluation_carte, name="evaluation_carte"),
    path("evaluations/<int:pk>/dates/", evaluations.evaluation_dates, name="evaluation_dates"),
    path(
        "evaluations/<int:pk>/commentaire/<str:rubrique>/",
        evaluations.commentaire,
        name="commentaire",
    ),
    path("evaluations/<int:pk>/arret/", evaluations.evaluation_arret, name="evaluation_arret"),
    path("evaluations/<int:pk>/ecarts/", evaluations.evaluation_ecarts, name="evaluation_ecarts"),
    path(
        "evaluations/<int:pk>/signature/",
        evaluations.evaluation_signature,
        name="evaluation_signature",
    ),
    path("evaluations/<int:pk>/document/", documents.document_nouveau, name="document_nouveau"),
    path("documents/<int:pk>/", documents.document, name="document"),
    path("documents/<int:pk>/fichier/", documents.document_fichier, name="document_fichier"),
    path("verification/", documents.verification, name="verification"),
    path("recherche/", recherche.recherche, name="recherche"),
    path("a-propos/", accueil.a_propos, name="a_propos"),
    path("qui-voit-quoi/", accueil.qui_voit_quoi, name="qui_voit_quoi"),
    path("accessibilite/", accueil.accessibilite, name="accessibilite"),
]
