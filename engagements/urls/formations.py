from django.urls import path

from engagements.views import besoins, formations, inscriptions, sessions

urlpatterns = [
    path("formations/", formations.formations, name="formations"),
    path("formations/export.<format>", formations.formations_export, name="formations_export"),
    path(
        "formations/toutes/export.<format>",
        formations.participations_export,
        name="participations_export",
    ),
    path("formations/nouvelle/", formations.formation_nouvelle, name="formation_nouvelle"),
    path("formations/miennes/", inscriptions.mes_formations, name="mes_formations"),
    path("formations/heures/", inscriptions.formations_heures, name="formations_heures"),
    path(
        "formations/heures/export.<format>",
        inscriptions.formations_heures_export,
        name="formations_heures_export",
    ),
    path("formations/<int:pk>/", formations.formation, name="formation"),
    path(
        "formations/<int:pk>/modification/",
        formations.formation_modification,
        name="formation_modification",
    ),
    path("formations/<int:pk>/session/", sessions.session_nouvelle, name="session_nouvelle"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/export.<format>", sessions.session_export, name="session_export"),
    path(
        "sessions/<int:pk>/modification/",
        sessions.session_modification,
        name="session_modification",
    ),
    path("sessions/<int:pk>/annulation/", sessions.session_annulation, name="session_annulation"),
    path("sessions/<int:pk>/presence/", sessions.session_presence, name="session_presence"),
    path(
        "sessions/<int:pk>/inscription/",
        inscriptions.session_inscription,
        name="session_inscription",
    ),
    path(
        "inscriptions/<int:pk>/desistement/",
        inscriptions.inscription_desistement,
        name="inscription_desistement",
    ),
    path("inscriptions/<int:pk>/attestation/", inscriptions.attestation, name="attestation"),
    path("enquetes/", besoins.enquetes, name="enquetes"),
    path("enquetes/export.<format>", besoins.enquetes_export, name="enquetes_export"),
    path("enquetes/nouvelle/", besoins.enquete_nouvelle, name="enquete_nouvelle"),
    path("enquetes/<int:pk>/", besoins.enquete, name="enquete"),
    path("enquetes/<int:pk>/resultats/", besoins.enquete_resultats, name="enquete_resultats"),
    path(
        "enquetes/<int:pk>/resultats/export.<format>",
        besoins.enquete_resultats_export,
        name="enquete_resultats_export",
    ),
]
