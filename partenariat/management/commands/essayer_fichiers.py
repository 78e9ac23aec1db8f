"""Un fichier d'essai : dit si le rangement le garde, et si l'antivirus le lit."""

import secrets
import urllib.error
import urllib.request

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from partenariat.antivirus import EICAR, AntivirusMuet, virus_dans

DELAI = 10


class Command(BaseCommand):
    help = "Écrit, relit et efface un fichier d’essai, et montre un faux virus à l’antivirus."

    def handle(self, *args, **options):
        self._essayer_le_rangement()
        self._essayer_l_antivirus()

    def _essayer_le_rangement(self):
        contenu = secrets.token_bytes(64)
        try:
            nom = default_storage.save("essais/essai", ContentFile(contenu))
            try:
                with default_storage.open(nom) as relu:
                    fidele = relu.read() == contenu
                ouvert = _se_lit_sans_cle(nom)
            finally:
                default_storage.delete(nom)
        except OSError as panne:
            cause = panne.__cause__ or panne  # ce qu'a répondu le serveur
            raise CommandError(f"Le rangement des fichiers ne marche pas : {cause}") from panne
        if not fidele:
            raise CommandError("Le rangement ne rend pas ce qu’on lui a donné.")
        if ouvert:
            raise CommandError("Le seau est public : fermez-le, n’importe qui lirait les fichiers.")
        self.stdout.write("Rangement : un fichier y a été écrit, relu et effacé.")

    def _essayer_l_antivirus(self):
        if settings.ANTIVIRUS is None:
            self.stdout.write("Antivirus : aucun n’est réglé (ANTIVIRUS).")
            return
        try:
            virus = virus_dans([EICAR])
        except AntivirusMuet as silence:
            raise CommandError(f"L’antivirus ne répond pas : {silence}") from silence
        if not virus:
            raise CommandError(
                "L’antivirus ne reconnaît pas le faux virus d’essai : attendez que freshclam ait"
                " reçu ses signatures."
            )
        self.stdout.write(f"Antivirus : il a reconnu le faux virus d’essai ({virus}).")


def _se_lit_sans_cle(nom) -> bool:
    """Sur un serveur S3, ce que lirait un inconnu qui devinerait l'adresse du fichier."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    if "endpoint_url" not in options:
        return False
    adresse = f"{options['endpoint_url'].rstrip('/')}/{options['bucket_name']}/{nom}"
    try:
        with urllib.request.urlopen(adresse, timeout=DELAI):
            return True
    except urllib.error.HTTPError:
        return False
