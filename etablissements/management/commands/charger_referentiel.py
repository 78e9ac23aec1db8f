"""`manage.py charger_referentiel` : met la base en accord avec les fichiers du référentiel."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from etablissements.chargement.ecriture import ecrire
from etablissements.chargement.fichiers import lire_contenu
from etablissements.chargement.lecture import ReferentielFaux

DOSSIER = Path(__file__).resolve().parents[2] / "referentiel"


class Command(BaseCommand):
    help = "Charge DISP, départements, SPIP, établissements, capacités et événements."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dossier", type=Path, default=DOSSIER, help="dossier des fichiers CSV"
        )

    def handle(self, *, dossier, verbosity, **options):
        try:
            bilans = ecrire(lire_contenu(dossier))
        except ReferentielFaux as faute:
            raise CommandError(f"Rien n’a été changé.\n{faute}") from None
        if verbosity:
            for bilan in bilans:
                self.stdout.write(str(bilan))
