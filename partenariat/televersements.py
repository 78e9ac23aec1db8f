"""Recevoir un fichier : sur le disque, jamais plus que la limite, et jamais sans antivirus."""

from django import forms
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from partenariat.antivirus import examiner

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


class ChampFichier(forms.FileField):
    """Un fichier reçu : ni vide, ni trop gros, ni refusé par l'antivirus. Il n'y en a pas d'autre.

    `controler` dit ce que chaque sorte de fichier exige de plus ; l'antivirus vient après lui.
    """

    default_error_messages = {
        "required": "Choisissez un fichier.",
        "invalid": "Choisissez un fichier.",
        "empty": "Ce fichier est vide.",
        "trop_gros": "Ce fichier est trop gros : 10 Mo au plus.",
    }

    def clean(self, data, initial=None):
        fichier = super().clean(data, initial)
        if fichier:
            if fichier.size > LIMITE:
                raise forms.ValidationError(self.error_messages["trop_gros"], code="trop_gros")
            self.controler(fichier)
            examiner(fichier)
        return fichier

    def controler(self, fichier):
        """Rien de plus."""
