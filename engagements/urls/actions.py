from django.urls import path

from engagements.views import actions, gncp, pieces, positions

urlpatterns = [
    path("actions/", actions.actions, name="actions"),
    path("actions/export.<format>", actions.actions_export, name="actions_export"),
    path("actions/nouvelle/", actions.action_nouvelle, name="action_nouvelle"),
    path("actions/<int:pk>/", actions.action, name="action"),
    path("actions/<int:pk>/modification/", actions.action_modification, name="action_modification"),
    path("actions/<int:pk>/etat/", actions.action_etat, name="action_etat"),
    path("demarches/", actions.demarches, name="demarches"),
    path("demarches/export.<format>", actions.demarches_export, name="demarches_export"),
    path("pieces/<str:sorte>/<int:pk>/nouvelle/", pieces.piece_nouvelle, name="piece_nouvelle"),
    path("pieces/<int:pk>/", pieces.piece, name="piece"),
    path("pieces/<int:pk>/retrait/", pieces.piece_retrait, name="piece_retrait"),
    path("positions/", positions.positions, name="positions"),
    path("positions/export.<format>", positions.positions_export, name="positions_export"),
    path("positions/nouvelle/", positions.position_nouvelle, name="position_nouvelle"),
    path("positions/<int:pk>/", positions.position, name="position"),
    path("positions/<int:pk>/version/", positions.position_version, name="position_version"),
    path("positions/versions/<int:pk>/accord/", positions.position_accord, name="position_accord"),
    path("gncp/", gncp.gncp, name="gncp"),
    path("gncp/export.<format>", gncp.gncp_export, name="gncp_export"),
    path("gncp/etape/", gncp.gncp_etape_nouvelle, name="gncp_etape_nouvelle"),
    path(
        "gncp/etapes/<int:pk>/modification/",
        gncp.gncp_etape_modification,
        name="gncp_etape_modification",
    ),
]
