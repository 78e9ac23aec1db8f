"""Noter les courriels revenus : ceux d'une boîte IMAP, ou celui qu'un serveur passe."""

import sys
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from engagements.retours.noter import noter_les_retours
from partenariat.models import Passage
from partenariat.retours.boite import OCTETS, BoiteMuette, relever


class Command(BaseCommand):
    help = (
        "Lit un avis de non-remise sur l’entrée standard ; avec --boite, relève ceux de la boîte"
        " RETOURS_IMAP (rien à faire si elle n’est pas réglée)."
    )

    def add_arguments(self, parser):
        parser.add_argument("--boite", action="store_true", help="relever la boîte RETOURS_IMAP")

    def handle(self, *args, **options):
        noter = partial(noter_les_retours, maintenant=timezone.now())
        if options["boite"]:
            self._relever(noter)
        else:
            self.stdout.write(f"Retours notés : {noter(sys.stdin.buffer.read(OCTETS))}.")

    def _relever(self, noter):
        if not settings.RETOURS_IMAP:
            self.stdout.write("RETOURS_IMAP n’est pas réglé : aucune boîte à relever.")
            return
        try:
            lus, notes = relever(settings.RETOURS_IMAP, noter)
        except BoiteMuette as panne:
            self._garder_trace(reussi=False)
            raise CommandError(f"La boîte des retours ne répond pas : {panne}.") from panne
        self._garder_trace(reussi=True)
        self.stdout.write(f"Courriels lus : {lus}. Retours notés : {notes}.")

    @staticmethod
    def _garder_trace(*, reussi):
        Passage.noter(Passage.Travail.RETOURS, le=timezone.now(), reussi=reussi)
