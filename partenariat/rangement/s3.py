"""Les fichiers sur un serveur S3 : privés, et lus seulement à travers l'application."""

import contextlib

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from partenariat.rangement import RangementMuet

EN_MEMOIRE = 1 << 20  # octets ; au-delà, un fichier lu passe par le disque
# Deux essais en tout : la page le dit en une demi-minute, avant que nginx (75 s) ne coupe.
CLIENT = Config(
    connect_timeout=5,
    read_timeout=15,
    retries={"total_max_attempts": 2},
    signature_version="s3v4",
    s3={"addressing_style": "path"},  # ni DNS ni certificat par seau
    # Les serveurs compatibles ne connaissent pas tous les sommes qu'Amazon a ajoutées.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
TRANSFERT = TransferConfig(num_download_attempts=2)


@contextlib.contextmanager
def _pannes_traduites():
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as panne:
        raise RangementMuet(type(panne).__name__) from panne


class RangementS3(S3Storage):
    """Aucun fichier n'y a d'adresse publique, et aucun n'y remplace un autre."""

    def get_default_settings(self):
        """Rien ne se règle par les variables AWS_… d'un autre usage."""
        return super().get_default_settings() | {
            "client_config": CLIENT,
            "default_acl": None,
            "file_overwrite": False,
            "max_memory_size": EN_MEMOIRE,
            "transfer_config": TRANSFERT,
        }

    def url(self, name, *args, **kwargs):
        raise NotImplementedError("Un fichier se lit par la page qui vérifie, jamais par une URL.")

    def exists(self, name):
        with _pannes_traduites():
            return super().exists(name)

    def listdir(self, name):
        with _pannes_traduites():
            return super().listdir(name)

    def delete(self, name):
        with _pannes_traduites():
            return super().delete(name)

    def get_modified_time(self, name):
        with _pannes_traduites():
            return super().get_modified_time(name)

    def _save(self, name, content):
        with _pannes_traduites():
            return super()._save(name, content)

    def _open(self, name, mode="rb"):
        """Lu tout de suite : une panne se dit avant que la réponse ne commence."""
        with _pannes_traduites():
            return super()._open(name, mode).open()
