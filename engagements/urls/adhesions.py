from django.urls import path

from engagements.views import adhesions

urlpatterns = [
    path("double-adhesion/", adhesions.double_adhesion, name="double_adhesion"),
    path(
        "double-adhesion/export.<format>",
        adhesions.double_adhesion_export,
        name="double_adhesion_export",
    ),
    path("double-adhesion/taux/", adhesions.double_adhesion_taux, name="double_adhesion_taux"),
    path(
        "double-adhesion/taux/export.<format>",
        adhesions.double_adhesion_taux_export,
        name="double_adhesion_taux_export",
    ),
    path("double-adhesion/moi/", adhesions.mon_adhesion, name="mon_adhesion"),
    path(
        "double-adhesion/<int:pk>/reponse/",
        adhesions.incitation_nouvelle,
        name="incitation_nouvelle",
    ),
    path(
        "double-adhesion/reponses/<int:pk>/envoi/",
        adhesions.incitation_envoi,
        name="incitation_envoi",
    ),
    path(
        "double-adhesion/reponses/<int:pk>/retrait/",
        adhesions.incitation_retrait,
        name="incitation_retrait",
    ),
]
