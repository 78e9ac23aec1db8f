"""Remettre une sauvegarde en place."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from partenariat.sauvegarde.outils import SauvegardeImpossible
from partenariat.sauvegarde.restauration import restaurer


class Command(BaseCommand):
    help = (
        "Restaure une archive dans la base de DATABASE_URL et le dossier MEDIA_ROOT (ou le seau"
        " S3_SEAU), vides tous deux, puis compare chaque table et chaque fichier à ce qui fut"
        " sauvegardé."
    )

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path)
        parser.add_argument("--cle", type=Path, help="clé privée « age » d’une archive chiffrée")

    # La base est vide : les contrôles qui la lisent n'ont rien à y lire.
    requires_system_checks = []

    def handle(self, *args, archive, cle, **options):
        try:
            preuve = restaurer(archive, cle=cle)
        except SauvegardeImpossible as faute:
            raise CommandError(str(faute)) from faute
        lignes = sum(lignes for lignes, _ in preuve["tables"].values())
        self.stdout.write(
            f"Restaurée : l’archive du {preuve['faite_le']}. {len(preuve['tables'])} tables,"
            f" {lignes} lignes et {len(preuve['fichiers'])} fichiers, tous égaux à l’original."
        )
        if perdus := preuve.get("perdus"):  # une archive plus ancienne ne le dit pas
            self.stderr.write(f"Déjà manquants ou remplacés ce jour-là : {', '.join(perdus)}.")
