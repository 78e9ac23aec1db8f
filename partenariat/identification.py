"""Le compte connecté, lu en une requête avec ce que chaque page doit savoir de lui."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from partenariat.charte import VERSION
from partenariat.models import AcceptationDeCharte, Utilisateur


class Identification(AuthenticationBackend):
    """Celle d'allauth ; le compte sait en plus si sa charte est acceptée (`charte_acceptee`)."""

    def get_user(self, user_id):
        acceptee = AcceptationDeCharte.objects.filter(compte=OuterRef("pk"), version=VERSION)
        comptes = Utilisateur.objects.annotate(charte_acceptee=Exists(acceptee))
        compte = comptes.filter(pk=user_id).first()
        return compte if compte and self.user_can_authenticate(compte) else None
