"""Les pages d'allauth que l'application ouvre, une par une.

N'y sont pas : changer d'adresse (elle a été invitée, elle ne change que par une nouvelle
invitation), la confirmer (l'invitation reçue y suffit), ni les liens de réinitialisation (un code à
taper les remplace : les filtres de courrier suivent les liens).
"""

from allauth.account import views
from django.urls import include, path

from partenariat.connexion import connexion
from partenariat.sessions import autres_appareils

urlpatterns = [
    path("connexion/", connexion, name="account_login"),
    path("connexion/code/", views.request_login_code, name="account_request_login_code"),
    path("connexion/code/saisie/", views.confirm_login_code, name="account_confirm_login_code"),
    path("deconnexion/", views.logout, name="account_logout"),
    path("appareils/", autres_appareils, name="autres_appareils"),
    path("ferme/", views.account_inactive, name="account_inactive"),
    # Toujours fermée (AdaptateurDeCompte) : elle dit comment obtenir une invitation.
    path("inscription/", views.signup, name="account_signup"),
    path("verification/", views.reauthenticate, name="account_reauthenticate"),
    path("mot-de-passe/", views.password_change, name="account_change_password"),
    path("mot-de-passe/nouveau/", views.password_set, name="account_set_password"),
    path("mot-de-passe/oubli/", views.password_reset, name="account_reset_password"),
    path(
        "mot-de-passe/oubli/code/",
        views.confirm_password_reset_code,
        name="account_confirm_password_reset_code",
    ),
    path(
        "mot-de-passe/oubli/choix/",
        views.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path(
        "mot-de-passe/oubli/fait/",
        views.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("second-facteur/", include("allauth.mfa.urls")),
]
