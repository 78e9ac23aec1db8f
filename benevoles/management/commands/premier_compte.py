"""Le premier compte d'une installation : il invite ensuite tous les autres."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.timezone import localdate

from benevoles.models import Role
from benevoles.models.roles import Genre
from partenariat.comptes import ouvrir_un_compte


class Command(BaseCommand):
    help = "Ouvre le premier compte (administration technique), s'il n'y en a pas encore."

    def add_arguments(self, parser):
        parser.add_argument("courriel")
        parser.add_argument("nom", help="le nom affiché, entre guillemets")

    @transaction.atomic
    def handle(self, *, courriel, nom, **options):
        jour = localdate()
        if Role.objects.en_cours(le=jour).filter(genre=Genre.TECHNIQUE).exists():
            raise CommandError("L’administration technique a déjà un compte : il peut inviter.")
        try:
            validate_email(courriel)
        except ValidationError as erreur:
            raise CommandError(f"« {courriel} » n’est pas une adresse électronique.") from erreur
        compte = ouvrir_un_compte(courriel=courriel, nom=nom)
        Role.objects.create(utilisateur=compte, genre=Genre.TECHNIQUE, debut=jour)
        self.stdout.write(
            f"Compte ouvert : {compte.email} se connecte par un code reçu par courriel."
        )
