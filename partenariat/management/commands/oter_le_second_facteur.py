"""Téléphone et codes de secours perdus : la personne en pose un nouveau à sa connexion."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from partenariat.models import Utilisateur


class Command(BaseCommand):
    help = (
        "Ôte à un compte son second facteur et ses codes de secours, qu’il a perdus. Assurez-vous"
        " d’abord, de vive voix, que c’est bien lui qui le demande."
    )

    def add_arguments(self, parser):
        parser.add_argument("courriel")

    def handle(self, *, courriel, **options):
        compte = Utilisateur.objects.filter(email__iexact=courriel).first()
        if compte is None:
            raise CommandError(f"Aucun compte n’a l’adresse « {courriel} ».")
        nombre, _ = Authenticator.objects.filter(user=compte).delete()
        if not nombre:
            raise CommandError(f"{compte.email} n’a pas de second facteur.")
        self.stdout.write(f"{compte.email} entre sans second facteur, et en pose un aussitôt.")
