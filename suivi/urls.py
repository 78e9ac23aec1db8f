from django.urls import path

from suivi.views import (
    accueil,
    aide,
    carte,
    convention,
    documents,
    etablissement,
    etat,
    evaluations,
    listes,
    recherche,
    tableau_de_bord,
    vie_privee,
)

urlpatterns = [
    path("", accueil.accueil, name="accueil"),
    path("a-faire/", accueil.a_faire, name="a_faire"),
    path("tableau-de-bord/", tableau_de_bord.tableau_de_bord, name="tableau_de_bord"),
    path(
        "tableau-de-bord/export.<str:format>",
        tableau_de_bord.tableau_de_bord_export,
        name="tableau_de_bord_export",
    ),
    path("carte.svg", carte.carte, name="carte"),
    path("disp/<slug:code>/", tableau_de_bord.disp, name="disp"),
    path("disp/<slug:code>/export.<str:format>", tableau_de_bord.disp_export, name="disp_export"),
    path("ressort/", accueil.ressort, name="ressort"),
    path("etablissements/", listes.etablissements, name="etablissements"),
    path(
        "etablissements/export.<str:format>",
        listes.etablissements_export,
        name="etablissements_export",
    ),
    path("etablissements/<slug:code>/", etablissement.etablissement, name="etablissement"),
    path("recensement/", listes.recensement, name="recensement"),
    path("recensement/export.<str:format>", listes.recensement_export, name="recensement_export"),
    path("convention/", convention.convention_en_cours, name="convention_en_cours"),
    path("convention/<slug:code>/", convention.convention, name="convention"),
    path(
        "convention/<slug:code>/export.<str:format>",
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
    path("aide/", aide.aide, name="aide"),
    path("aide/<slug:code>/", aide.aide_guide, name="aide_guide"),
    path("aide/<slug:code>/page.pdf", aide.aide_imprimee, name="aide_imprimee"),
    path("a-propos/", accueil.a_propos, name="a_propos"),
    path("qui-voit-quoi/", accueil.qui_voit_quoi, name="qui_voit_quoi"),
    path("mes-donnees/", vie_privee.mes_donnees, name="mes_donnees"),
    path("mes-donnees/donnees.json", vie_privee.mes_donnees_json, name="mes_donnees_json"),
    path("mes-donnees/releve.pdf", vie_privee.mes_donnees_pdf, name="mes_donnees_pdf"),
    path(
        "mes-donnees/demande/",
        vie_privee.demande_de_personne_nouvelle,
        name="demande_de_personne_nouvelle",
    ),
    path(
        "mes-donnees/demande/<int:pk>/", vie_privee.demande_de_personne, name="demande_de_personne"
    ),
    path("personnes/<int:pk>/donnees.pdf", vie_privee.personne_donnees, name="personne_donnees"),
    path("personnes/departs/", vie_privee.effacements, name="effacements"),
    path("etat/", etat.etat_du_systeme, name="etat_du_systeme"),
    path("sante/metriques/", etat.metriques, name="metriques"),
    path("accessibilite/", accueil.accessibilite, name="accessibilite"),
]
