"""Tout le travail de nuit : contrôles des demandes, relances, résumés, conservation."""

import datetime as dt

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.timezone import localdate

from engagements.conservation import effacer_les_traces, reduire_les_demandes
from engagements.models import Avis
from engagements.nuit import controler_les_demandes
from engagements.resumes import preparer_les_resumes
from engagements.taches import envoyer_les_avis
from partenariat.conservation import CONSERVATION

RENVOI = dt.timedelta(hours=1)  # un avis qui n'est pas parti depuis : sa tâche est perdue
LIBELLES = {
    "visiteurs_perdus": "visiteurs qui ne peuvent plus intervenir",
    "expirations": "demandes expirées",
    "passations": "passations à prévoir, un CP Auxilia étant arrivé",
    "relances": "relances au SPIP",
    "escalades": "demandes signalées aux délégués ou aux directions",
    "preavis": "préavis d’expiration",
    "pannes": "demandes que le contrôle n’a pas pu traiter",
}


class Command(BaseCommand):
    help = (
        "Le travail de nuit, à lancer chaque jour. Sans effet s’il passe deux fois, même à deux en"
        " même temps. Sort en erreur si une demande n’a pas pu être traitée ; les autres le sont."
    )

    def handle(self, *args, **options):
        maintenant = timezone.now()
        bilan = controler_les_demandes(maintenant)
        for nom, nombre in bilan.items():
            self.stdout.write(f"{LIBELLES[nom]} : {nombre}")
        self.stdout.write(
            f"résumés de la semaine : {preparer_les_resumes(localdate(maintenant), maintenant)}"
        )
        self.stdout.write(f"avis remis en file : {self._remettre_en_file(maintenant)}")
        self.stdout.write(f"demandes réduites à leurs nombres : {reduire_les_demandes(maintenant)}")
        self.stdout.write(f"lignes de journal effacées : {effacer_les_traces(maintenant)}")
        jours = CONSERVATION["django_tasks_db.DBTaskResult"].mois * 30
        call_command("prune_db_task_results", min_age_days=jours, verbosity=0)
        if bilan["pannes"]:
            raise CommandError("Des demandes n’ont pas pu être traitées : voir le journal.")

    def _remettre_en_file(self, maintenant):
        perdus = Avis.objects.a_envoyer().filter(cree_le__lt=maintenant - RENVOI)
        cles = list(perdus.values_list("cle", flat=True))
        if cles:
            envoyer_les_avis.enqueue(cles)
        return len(cles)
