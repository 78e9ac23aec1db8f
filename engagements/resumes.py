"""Le résumé de la semaine : un courriel par personne, s'il y a du nouveau, et un nombre."""

import datetime as dt
from functools import partial

from django.db import transaction

from engagements.models import Avis, Nature
from engagements.taches import envoyer_les_avis
from partenariat.models import Utilisateur


def preparer_les_resumes(le: dt.date, maintenant: dt.datetime) -> int:
    """Le lundi, ou le premier jour d'après : ce qui date d'avant. Rend le nombre de résumés."""
    lundi = le - dt.timedelta(days=le.weekday())
    comptes = Utilisateur.objects.filter(pk__in=_nouveaux(lundi).values("compte"), is_active=True)
    return sum(_resumer(compte, lundi, maintenant) for compte in comptes)


def _nouveaux(lundi):
    """Ce qui attend un résumé, écrit avant ce lundi."""
    return Avis.objects.filter(
        rythme=Avis.Rythme.RESUME, resume=None, demande__isnull=False, cree_le__date__lt=lundi
    )


@transaction.atomic
def _resumer(compte, lundi, maintenant):
    cle = f"resume:{lundi.isoformat()}:{compte.pk}"
    resume = Avis(
        compte=compte,
        adresse=compte.email,
        nature=Nature.RESUME,
        rythme=Avis.Rythme.IMMEDIAT,
        cle=cle,
        cree_le=maintenant,
    )
    Avis.objects.bulk_create([resume], ignore_conflicts=True)
    resume = Avis.objects.select_for_update().get(cle=cle)
    if not _nouveaux(lundi).filter(compte=compte).update(resume=resume):
        return 0
    transaction.on_commit(partial(envoyer_les_avis.enqueue, [cle]))
    return 1
