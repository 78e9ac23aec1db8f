from django.urls import path

from engagements.views import candidats, recrutements

urlpatterns = [
    path("recrutements/", recrutements.recrutements, name="recrutements"),
    path(
        "recrutements/export.<format>", recrutements.recrutements_export, name="recrutements_export"
    ),
    path(
        "recrutements/nouveau/<slug:code>/<slug:fonction>/",
        recrutements.recrutement_nouveau,
        name="recrutement_nouveau",
    ),
    path("recrutements/<int:pk>/", recrutements.recrutement, name="recrutement"),
    path(
        "recrutements/<int:pk>/modification/",
        recrutements.recrutement_modification,
        name="recrutement_modification",
    ),
    path(
        "recrutements/<int:pk>/abandon/",
        recrutements.recrutement_abandon,
        name="recrutement_abandon",
    ),
    path("recrutements/<int:pk>/candidat/", candidats.candidat_nouveau, name="candidat_nouveau"),
    path(
        "candidats/<int:pk>/modification/",
        candidats.candidat_modification,
        name="candidat_modification",
    ),
    path("candidats/<int:pk>/etape/", candidats.candidat_etape, name="candidat_etape"),
]
