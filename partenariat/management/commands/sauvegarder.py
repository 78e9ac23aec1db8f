"""La sauvegarde de chaque nuit."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partenariat.models import Passage
from partenariat.sauvegarde.archive import copier_chiffree, effacer_les_anciennes, sauvegarder
from partenariat.sauvegarde.outils import SauvegardeImpossible


class Command(BaseCommand):
    help = (
        "Sauvegarde la base et les fichiers dans SAUVEGARDES ; avec SAUVEGARDES_CLE (clé publique"
        " « age »), en met une copie chiffrée dans SAUVEGARDES_COPIE. Efface les plus anciennes."
    )

    def handle(self, *args, **options):
        if not settings.SAUVEGARDES:
            raise CommandError("Donnez SAUVEGARDES, le dossier des sauvegardes.")
        maintenant = timezone.now()
        try:
            archive, perdus = sauvegarder(Path(settings.SAUVEGARDES), maintenant)
            self.stdout.write(f"Sauvegarde : {archive} ({_taille(archive)})")
            if settings.SAUVEGARDES_CLE:
                self._copier(archive)
        except SauvegardeImpossible as faute:
            Passage.noter(Passage.Travail.SAUVEGARDE, le=maintenant, reussi=False)
            raise CommandError(str(faute)) from faute
        copie = "copie chiffrée" if settings.SAUVEGARDES_CLE else "sans copie chiffrée"
        detail = f"{archive.name}, {_taille(archive)}, {copie}"
        Passage.noter(Passage.Travail.SAUVEGARDE, le=maintenant, reussi=True, detail=detail)
        self._dire_les_perdus(perdus, maintenant)
        self._effacer(maintenant.date())

    def _copier(self, archive):
        dossier = Path(settings.SAUVEGARDES_COPIE or settings.SAUVEGARDES)
        copie = copier_chiffree(archive, dossier, destinataire=settings.SAUVEGARDES_CLE)
        self.stdout.write(f"Copie chiffrée : {copie} ({_taille(copie)})")

    def _dire_les_perdus(self, perdus, maintenant):
        """L'archive est bonne, et en garde la liste : elle ne peut pas rendre ce qui n'est plus."""
        nombre = str(len(perdus))
        Passage.noter(Passage.Travail.FICHIERS, le=maintenant, reussi=not perdus, detail=nombre)
        if perdus:
            noms = ", ".join(perdus)
            self.stderr.write(f"Fichiers que la base nomme, manquants ou remplacés : {noms}.")

    def _effacer(self, aujourd_hui):
        for dossier in {settings.SAUVEGARDES, settings.SAUVEGARDES_COPIE} - {""}:
            for ancienne in effacer_les_anciennes(Path(dossier), aujourd_hui):
                self.stdout.write(f"Effacée : {ancienne}")


def _taille(chemin):
    return f"{chemin.stat().st_size / 1_000_000:.1f} Mo".replace(".", ",")
