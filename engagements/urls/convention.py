from django.urls import path

from engagements.views import convention, points

urlpatterns = [
    path(
        "convention/<slug:code>/anniversaire/",
        convention.convention_modification,
        name="convention_modification",
    ),
    path(
        "convention/<slug:code>/reconduction/",
        convention.convention_nouvelle,
        name="convention_nouvelle",
    ),
    path(
        "engagements/<int:pk>/modification/",
        convention.engagement_modification,
        name="engagement_modification",
    ),
    path("indicateurs/<int:pk>/cible/", convention.cible, name="cible"),
    path("indicateurs/<int:pk>/releve/", convention.releve, name="releve"),
    path(
        "convention/<slug:code>/categorie/<int:numero>/point/",
        points.point_nouveau,
        name="point_nouveau",
    ),
    path("points/<int:pk>/", points.point, name="point"),
    path("points/<int:pk>/appreciation/", points.point_appreciation, name="point_appreciation"),
    path("points/<int:pk>/decision/", points.decision_nouvelle, name="decision_nouvelle"),
    path("decisions/<int:pk>/suite/", points.decision_suite, name="decision_suite"),
]
