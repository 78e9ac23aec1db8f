"""Les tâches de fond : elles survivent à un redémarrage, et peuvent passer deux fois."""

import datetime as dt

from django.utils import timezone
from django_tasks import task

from engagements.courriels import envoyer, manques

ATTENTE = dt.timedelta(minutes=15)  # avant le deuxième essai ; quatre fois plus à chaque suivant


@task
def envoyer_les_avis(cles: list[str], essai: int = 1) -> int:
    """Envoie ceux de ces avis qui ne sont pas encore partis ; rend leur nombre.

    Ce que le serveur de courrier refuse attend un quart d'heure, une heure, quatre, puis seize.
    """
    partis = envoyer(cles)
    restent = manques(cles)
    if restent and envoyer_les_avis.get_backend().supports_defer:
        plus_tard = timezone.now() + ATTENTE * 4 ** (essai - 1)
        envoyer_les_avis.using(run_after=plus_tard).enqueue(restent, essai=essai + 1)
    return partis
