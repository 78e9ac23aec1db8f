from django.urls import path

from benevoles.views import comptes, invitations, seuils

urlpatterns = [
    path("seuils/", seuils.seuils, name="seuils"),
    path("seuils/<str:type>/", seuils.seuil, name="seuil"),
    path("comptes/", comptes.comptes, name="comptes"),
    path("comptes/invitation/", invitations.invitation_nouvelle, name="invitation_nouvelle"),
    path(
        "comptes/invitation/<int:pk>/relance/",
        invitations.invitation_relance,
        name="invitation_relance",
    ),
    path(
        "comptes/invitation/<int:pk>/annulation/",
        invitations.invitation_annulation,
        name="invitation_annulation",
    ),
    path("roles/<int:pk>/fin/", comptes.role_fin, name="role_fin"),
    path("invitation/<str:jeton>/", invitations.invitation, name="invitation"),
]
