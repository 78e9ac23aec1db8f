"""Le résumé de la semaine : un courriel par personne, s'il y a du nouveau, et un nombre."""

import datetime as dt
from collections import Counter
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from engagements.models import Avis, Nature, PreferenceAvis
from engagements.taches import envoyer_les_avis
from partenariat.lots import un_par_un
from partenariat.models import Utilisateur


def preparer_les_resumes(maintenant: dt.datetime) -> Counter:
    """Le lundi, ou le premier jour d'après : ce qui date d'avant. Rend le nombre de résumés."""
    le = localdate(maintenant)
    lundi = le - dt.timedelta(days=le.weekday())
    n_en_veulent_pas = PreferenceAvis.objects.filter(compte=OuterRef("pk"), resume=False)
    comptes = Utilisateur.objects.filter(
        ~Exists(n_en_veulent_pas), pk__in=_nouveaux(lundi).values("compte"), is_active=True
    )
    return un_par_un(
        list(comptes.values_list("pk", flat=True)), lambda pk: _resumer(pk, lundi, maintenant)
    )


def _nouveaux(lundi):
    """Ce qui attend un résumé, écrit avant ce lundi."""
    return Avis.objects.sans_resume().filter(cree_le__date__lt=lundi)


def _resumer(pk, lundi, maintenant):
    """Un par compte et par semaine : deux nuits à la fois attendent leur tour sur le compte."""
    compte = Utilisateur.objects.select_for_update(no_key=True).get(pk=pk)
    cle, nouveaux = f"resume:{lundi.isoformat()}:{pk}", _nouveaux(lundi).filter(compte=pk)
    if Avis.objects.filter(cle=cle).exists() or not nouveaux.exists():
        return []
    resume = Avis.objects.create(
        compte=compte,
        adresse=compte.email,
        nature=Nature.RESUME,
        rythme=Avis.Rythme.IMMEDIAT,
        cle=cle,
        cree_le=maintenant,
    )
    nouveaux.update(resume=resume)
    transaction.on_commit(partial(envoyer_les_avis.enqueue, [cle]), robust=True)
    return ["resumes"]
