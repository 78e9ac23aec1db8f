"""Recevoir un fichier : sur le disque, jamais en mémoire, et jamais plus que la limite."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler

LIMITE = 10 * 1024 * 1024  # octets, par envoi


class ReceptionBornee(TemporaryFileUploadHandler):
    """Au-delà de la limite, la suite de l'envoi est lue et jetée ; la vraie taille est dite.

    La vue peut ainsi refuser le fichier par une phrase, sans rien perdre du reste du formulaire.
    La limite vaut pour l'envoi entier : mille petits fichiers ne remplissent pas le disque.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.recus = 0

    def receive_data_chunk(self, raw_data, start):
        self.recus += len(raw_data)
        if self.recus <= LIMITE:
            super().receive_data_chunk(raw_data, start)
