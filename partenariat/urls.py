"""Toutes les adresses : l'endroit où les applications s'assemblent."""

from django.urls import include, path

from partenariat.charte import charte
from partenariat.sante import pret, vivant
from partenariat.signalement import signalement

handler500 = "partenariat.pannes.panne"  # ou 503, quand la base est absente

urlpatterns = [
    path("", include("suivi.urls")),
    path("", include("benevoles.urls")),
    path("", include("engagements.urls")),
    path("compte/", include("partenariat.urls_compte")),
    path("charte/", charte, name="charte"),
    path("sante/vivant/", vivant, name="sante_vivant"),
    path("sante/pret/", pret, name="sante_pret"),
    path(".well-known/security.txt", signalement, name="signalement"),
]
