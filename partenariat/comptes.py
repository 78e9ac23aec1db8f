"""Les comptes : pas d'inscription libre, une invitation (voir `benevoles.invitations`)."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.db import transaction

from partenariat.models import Utilisateur


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Branche allauth sur nos règles : inscription fermée, nom affiché plutôt qu'identifiant."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """Le compte n'a pas d'identifiant : l'adresse électronique suffit."""


@transaction.atomic
def ouvrir_un_compte(*, courriel, nom, mot_de_passe=None) -> Utilisateur:
    """Le compte et son adresse vérifiée, que demandent le code par courriel et le second facteur.

    Sans mot de passe, la personne se connecte par un code reçu par courriel.
    """
    compte = Utilisateur.objects.create_user(courriel, mot_de_passe, nom_affiche=nom)
    EmailAddress.objects.create(user=compte, email=compte.email, primary=True, verified=True)
    return compte
