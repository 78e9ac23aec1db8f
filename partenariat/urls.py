"""Toutes les adresses : l'endroit où les applications s'assemblent."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
]
