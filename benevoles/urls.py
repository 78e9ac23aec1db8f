from django.urls import path

from benevoles.views import seuils

urlpatterns = [
    path("seuils/", seuils.seuils, name="seuils"),
    path("seuils/<str:type>/", seuils.seuil, name="seuil"),
]
