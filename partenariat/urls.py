"""Toutes les adresses : l'endroit où les applications s'assemblent."""

from django.urls import include, path

handler500 = "partenariat.pannes.panne"  # ou 503, quand la base est absente

urlpatterns = [
    path("", include("suivi.urls")),
    path("", include("benevoles.urls")),
    path("", include("engagements.urls")),
    path("compte/", include("partenariat.urls_compte")),
]
