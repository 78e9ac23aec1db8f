"""Après un changement de clé : les secrets du second facteur passent sous la première."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from partenariat.second_facteur import rechiffrer


class Command(BaseCommand):
    help = "Rechiffre les secrets du second facteur avec la première de CLES_DU_SECOND_FACTEUR."

    def handle(self, *args, **options):
        with transaction.atomic():
            nombre = rechiffrer(Authenticator.objects.all())
        self.stdout.write(f"secrets rechiffrés : {nombre}")
