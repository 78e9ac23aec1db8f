"""Les adresses des engagements, une liste par sujet."""

from engagements.urls import (
    actions,
    adhesions,
    convention,
    demandes,
    formations,
    publications,
    recrutements,
    reunions,
)

urlpatterns = [
    *demandes.urlpatterns,
    *convention.urlpatterns,
    *actions.urlpatterns,
    *reunions.urlpatterns,
    *formations.urlpatterns,
    *adhesions.urlpatterns,
    *publications.urlpatterns,
    *recrutements.urlpatterns,
]
