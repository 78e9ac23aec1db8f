"""`manage.py charger_conventions` : la convention comme donnée, sans défaire ce qui a changé."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from engagements.convention.chargement import charger
from engagements.convention.fichiers import DOSSIER
from etablissements.chargement.fautes import ReferentielFaux
from suivi.indicateurs.series import codes_connus


class Command(BaseCommand):
    help = "Charge conventions, catégories, engagements, indicateurs et cibles."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dossier", type=Path, default=DOSSIER, help="dossier des fichiers CSV"
        )

    def handle(self, *, dossier, verbosity, **options):
        try:
            bilans = charger(dossier, codes_connus())
        except ReferentielFaux as faute:
            raise CommandError(f"Rien n’a été changé.\n{faute}") from None
        if verbosity:
            self.stdout.write(f"{'':16}{'créés':>8}{'modifiés':>10}{'inchangés':>11}{'gardés':>8}")
            for sorte, crees, modifies, inchanges, gardes in bilans:
                self.stdout.write(f"{sorte:16}{crees:>8}{modifies:>10}{inchanges:>11}{gardes:>8}")
            self.stdout.write("« gardés » : modifiés dans l’application, laissés tels quels.")
