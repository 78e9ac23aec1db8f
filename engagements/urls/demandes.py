from django.urls import path

from engagements.views import a_decider, avis, boites, demandes, etapes, listes, nombres

urlpatterns = [
    path("a-decider/", a_decider.a_decider, name="a_decider"),
    path("mes-avis/", avis.mes_avis, name="mes_avis"),
    path("spip/<slug:code>/boites/", boites.boites_spip, name="boites_spip"),
    path("boites/<int:pk>/fin/", boites.boite_fin, name="boite_fin"),
    path("boites/<int:pk>/reprise/", boites.boite_reprise, name="boite_reprise"),
    path("demandes/", listes.demandes, name="demandes"),
    path("demandes/export.<format>", listes.demandes_export, name="demandes_export"),
    path("demandes/reference/", listes.recherche_par_reference, name="recherche_par_reference"),
    path("demandes/nombres/", nombres.demandes_nombres, name="demandes_nombres"),
    path(
        "demandes/nombres/export.<format>",
        nombres.demandes_nombres_export,
        name="demandes_nombres_export",
    ),
    path("demandes/nouvelle/", demandes.demande_nouvelle, name="demande_nouvelle"),
    path("demandes/<int:pk>/", demandes.demande, name="demande"),
    path(
        "demandes/<int:pk>/modification/",
        demandes.demande_modification,
        name="demande_modification",
    ),
    path("demandes/<int:pk>/journal/", demandes.demande_journal, name="demande_journal"),
    path(
        "demandes/<int:pk>/journal/export.<format>",
        demandes.demande_journal_export,
        name="demande_journal_export",
    ),
    path("demandes/<int:pk>/<str:code>/", etapes.demande_etape, name="demande_etape"),
]
