"""`manage.py demo` : reconstruit la démonstration de rien, puis la sert."""

import datetime as dt
import os
import socket
import threading

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.management.commands.db_worker import Worker

from benevoles.demo.comptes import COMPTES, MOT_DE_PASSE
from benevoles.demo.construction import construire
from benevoles.demo.doublons import ecrire_doublons
from benevoles.doublons.paires import chercher_les_doublons
from engagements.demo import construire as ajouter_les_engagements
from partenariat.models import Changement
from suivi.demo import construire as ajouter_les_evaluations


class Command(BaseCommand):
    help = "Construit la démonstration dans sa propre base, puis la sert."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--sans-serveur", action="store_true", help="construit seulement")
        parser.add_argument("--au", type=dt.date.fromisoformat, help="jour de la démonstration")

    def handle(self, *, sans_serveur, au, verbosity, **options):
        if not settings.DEMO:
            raise CommandError("La démonstration efface sa base : elle veut DEMO=1.")
        if os.environ.get("DEMO_DATABASE_URL", "") == os.environ.get("DATABASE_URL", "x"):
            raise CommandError("DEMO_DATABASE_URL désigne la base de production : rien n’est fait.")
        adresse, port = os.environ.get("ADRESSE", "127.0.0.1"), os.environ.get("PORT", "8000")
        if not sans_serveur:
            self._verifier_le_port(adresse, port)
        self.stdout.write("Construction de la démonstration, une demi-minute…")
        self._repartir_de_rien()
        le = au or localdate()
        construire(le=le)
        with transaction.atomic():
            ajouter_les_engagements(le=le)
            ajouter_les_evaluations(le=le)
            ecrire_doublons(le)
        Changement.objects.raccourcir()  # personne n'a encore rien lu
        if not sans_serveur:
            chercher_les_doublons(timezone.now())
            threading.Thread(target=_faire_les_taches, daemon=True).start()
            self._annoncer(adresse, port)
            call_command("runserver", f"{adresse}:{port}", use_reloader=False, skip_checks=True)

    @staticmethod
    def _verifier_le_port(adresse, port):
        if not port.isdigit() or not 0 < int(port) < 65536:
            raise CommandError(f"PORT={port} n’est pas un numéro de port.")
        try:
            socket.create_server((adresse, int(port))).close()
        except OSError as faute:
            raise CommandError(
                f"Impossible d’écouter sur {adresse}:{port} : le port est pris, ou l’adresse n’est"
                f" pas de cette machine. Essayez PORT={int(port) % 65000 + 1} make demo."
            ) from faute

    def _repartir_de_rien(self):
        if connection.vendor == "sqlite":
            self._effacer_le_fichier()
            call_command("migrate", verbosity=0)
        else:
            call_command("migrate", verbosity=0)
            call_command("flush", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    @staticmethod
    def _effacer_le_fichier():
        connection.close()
        chemin = settings.DATABASES["default"]["NAME"]
        os.makedirs(os.path.dirname(chemin), exist_ok=True)
        for suite in ("", "-wal", "-shm"):
            if os.path.exists(f"{chemin}{suite}"):
                os.remove(f"{chemin}{suite}")

    def _annoncer(self, adresse, port):
        self.stdout.write(f"\nOuvrez http://{adresse}:{port}/ — mot de passe : {MOT_DE_PASSE}\n")
        for compte in COMPTES:
            self.stdout.write(f"  {compte.courriel:32} {compte.role}")
        self.stdout.write("\nToutes les personnes sont inventées. Ctrl+C pour arrêter.\n")


def _faire_les_taches():
    """Ce que fait `db_worker` en production, ici dans le même processus : il s'arrête avec lui."""
    Worker(
        queue_names=["*"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="demonstration",
        excluded_queue_names=[],
    ).run()
