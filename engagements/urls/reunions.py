from django.urls import path

from engagements.views import agenda, convocations, reunions

urlpatterns = [
    path("reunions/", reunions.reunions, name="reunions"),
    path("reunions/export.<format>", reunions.reunions_export, name="reunions_export"),
    path("reunions/nouvelle/", reunions.reunion_nouvelle, name="reunion_nouvelle"),
    path("reunions/reciprocite/", reunions.reciprocite, name="reciprocite"),
    path(
        "reunions/reciprocite/export.<format>",
        reunions.reciprocite_export,
        name="reciprocite_export",
    ),
    path("reunions/<int:pk>/", reunions.reunion, name="reunion"),
    path(
        "reunions/<int:pk>/modification/",
        reunions.reunion_modification,
        name="reunion_modification",
    ),
    path("reunions/<int:pk>/annulation/", reunions.reunion_annulation, name="reunion_annulation"),
    path("reunions/<int:pk>/ajout/", reunions.reunion_ajout, name="reunion_ajout"),
    path("reunions/<int:pk>/envoi/", reunions.reunion_envoi, name="reunion_envoi"),
    path("reunions/<int:pk>/presence/", reunions.reunion_presence, name="reunion_presence"),
    path("reunions/<int:pk>/feuille/", reunions.reunion_feuille, name="reunion_feuille"),
    path("reunions/<int:pk>/compte-rendu/", reunions.compte_rendu, name="compte_rendu"),
    path("reunions/<int:pk>/reunion.ics", agenda.reunion_ics, name="reunion_ics"),
    path("convocations/<int:pk>/reponse/", convocations.reponse, name="reponse"),
    path("convocations/<int:pk>/retrait/", convocations.reunion_retrait, name="reunion_retrait"),
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/<slug:jeton>.ics", agenda.agenda_flux, name="agenda_flux"),
]
