"""Les comptes : pas d'inscription libre, une invitation seulement (voir `benevoles`)."""

from allauth.account.adapter import DefaultAccountAdapter


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Branche allauth sur nos règles : inscription fermée, nom affiché plutôt qu'identifiant."""

    def is_open_for_signup(self, request):
        return False

    def populate_username(self, request, user):
        """Le compte n'a pas d'identifiant : l'adresse électronique suffit."""
