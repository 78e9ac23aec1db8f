"""Les tâches de fond : elles survivent à un redémarrage, et peuvent passer deux fois."""

from django_tasks import task

from engagements.courriels import envoyer


@task
def envoyer_les_avis(cles: list[str]) -> int:
    """Envoie ceux de ces avis qui ne sont pas encore partis ; rend leur nombre."""
    return envoyer(cles)
