"""Les comptes : pas d'inscription libre, une invitation (voir `benevoles.invitations`)."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction

from partenariat.models import Utilisateur

CONNECTE_A = "connecte_a"  # dans la session


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Branche allauth sur nos règles : inscription fermée, nom affiché plutôt qu'identifiant."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """Le compte n'a pas d'identifiant : l'adresse électronique suffit."""

    def login(self, request, user):
        super().login(request, user)
        request.session[CONNECTE_A] = time.time()

    def is_reauthentication_required(self, *, app, **kwargs):
        """Qui vient d'entrer pose son premier second facteur sans redonner son mot de passe."""
        return not self._premier_facteur_a_l_entree() and super().is_reauthentication_required(
            app=app, **kwargs
        )

    def _premier_facteur_a_l_entree(self):
        depuis = time.time() - self.request.session.get(CONNECTE_A, 0)
        return depuis < app_settings.REAUTHENTICATION_TIMEOUT and not is_mfa_enabled(
            self.request.user
        )


@transaction.atomic
def ouvrir_un_compte(*, courriel, nom, mot_de_passe=None) -> Utilisateur:
    """Le compte et son adresse vérifiée, que demandent le code par courriel et le second facteur.

    Sans mot de passe, la personne se connecte par un code reçu par courriel.
    """
    compte = Utilisateur.objects.create_user(courriel, mot_de_passe, nom_affiche=nom)
    EmailAddress.objects.create(user=compte, email=compte.email, primary=True, verified=True)
    return compte
