"""`manage.py charger_referentiel` : met la base en accord avec les fichiers du référentiel."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from etablissements.chargement import DOSSIER
from etablissements.chargement.ecriture import charger
from etablissements.chargement.fautes import ReferentielFaux


class Command(BaseCommand):
    help = "Charge DISP, départements, SPIP, établissements, capacités et événements."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dossier", type=Path, default=DOSSIER, help="dossier des fichiers CSV"
        )

    def handle(self, *, dossier, verbosity, **options):
        try:
            bilans = charger(dossier)
        except ReferentielFaux as faute:
            raise CommandError(f"Rien n’a été changé.\n{faute}") from None
        if verbosity:
            self.stdout.write(
                f"{'':16}{'créés':>10}{'modifiés':>10}{'inchangés':>11}{'retirés':>9}"
            )
            for sorte, crees, modifies, inchanges, retires in bilans:
                self.stdout.write(f"{sorte:16}{crees:>10}{modifies:>10}{inchanges:>11}{retires:>9}")
