"""Toutes les adresses : l'endroit où les applications s'assemblent."""

from django.urls import include, path

urlpatterns = [
    path("", include("suivi.urls")),
    path("", include("benevoles.urls")),
    path("", include("engagements.urls")),
    path("compte/", include("partenariat.urls_compte")),
]
