"""Un courriel d'essai : dit, en clair, pourquoi il ne part pas."""

import smtplib
import socket
import ssl

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from partenariat.models import Passage

# La première qui convient : les suivantes sont plus générales.
REFUS = (
    (smtplib.SMTPAuthenticationError, "le serveur refuse l’identifiant ou le mot de passe."),
    (smtplib.SMTPSenderRefused, "le serveur refuse l’expéditeur : corrigez COURRIEL_EXPEDITEUR."),
    (smtplib.SMTPRecipientsRefused, "le serveur refuse l’adresse du destinataire."),
    (smtplib.SMTPNotSupportedError, "le serveur ne sait pas ce qu’on lui demande (TLS, UTF-8)."),
    (smtplib.SMTPException, "le serveur de courrier a répondu autre chose que prévu."),
    (
        ssl.SSLError,
        "la connexion chiffrée échoue : smtp+tls:// est pour le port 587, smtp+ssl://"
        " pour le port 465 ; ou le certificat du serveur n’est pas valable.",
    ),
    (socket.gaierror, "ce nom de serveur n’existe pas, ou le DNS ne répond pas."),
    (ConnectionRefusedError, "rien n’écoute à cette adresse, sur ce port."),
    (TimeoutError, "le serveur ne répond pas : un pare-feu, sans doute, ferme ce port."),
    (OSError, "le réseau ne mène pas à ce serveur."),
)


class Command(BaseCommand):
    help = "Envoie un courriel d’essai, tout de suite et sans la file, et dit ce qui l’empêche."

    def add_arguments(self, parser):
        parser.add_argument("adresse", help="à qui l’envoyer : la vôtre")

    def handle(self, *args, **options):
        if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
            raise CommandError("Donnez EMAIL_URL, par exemple smtp+tls://nom:secret@serveur:587")
        serveur = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
        self.stdout.write(f"Serveur {serveur}, expéditeur {settings.DEFAULT_FROM_EMAIL}…")
        try:
            self._envoyer(options["adresse"])
        except OSError as refus:  # smtplib en fait dériver les siennes
            self._noter(reussi=False)
            cause = next(phrase for sorte, phrase in REFUS if isinstance(refus, sorte))
            raise CommandError(f"Rien n’est parti : {cause} ({refus})") from refus
        self._noter(reussi=True)
        self.stdout.write(
            "Le serveur l’a accepté. S’il n’arrive pas, regardez les indésirables, puis les"
            " enregistrements SPF et DKIM du domaine de l’expéditeur."
        )

    @staticmethod
    def _envoyer(adresse):
        sujet = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}Essai"
        texte = f"Cet essai vient de {settings.ADRESSE_DU_SITE}.\n\nIl n’y a rien à faire.\n"
        with get_connection() as connexion:  # se ferme même quand le serveur refuse d'ouvrir
            EmailMessage(sujet, texte, to=[adresse], connection=connexion).send()

    @staticmethod
    def _noter(*, reussi):
        Passage.noter(Passage.Travail.COURRIEL, le=timezone.now(), reussi=reussi)
