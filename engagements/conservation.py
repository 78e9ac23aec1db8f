"""Réduire, effacer : ce que la nuit applique de la table de conservation."""

import datetime as dt
from collections import Counter

from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from engagements.models import (
    Avis,
    BoiteSpip,
    DemandeVisite,
    Incitation,
    Nature,
    Proposition,
    Trace,
    Transmission,
    Visite,
)
from partenariat.conservation import limite
from partenariat.lots import un_par_un


def reduire_les_demandes(maintenant: dt.datetime) -> Counter:
    """Les demandes closes depuis assez longtemps n'ont plus que des dates et des nombres."""
    avant = limite("engagements.DemandeVisite", maintenant)
    closes = DemandeVisite.objects.filter(close_le__lt=avant, reduite_le=None)
    return un_par_un(list(closes.values_list("pk", flat=True)), lambda pk: _reduire(pk, maintenant))


def _reduire(pk, maintenant):
    siennes = {"proposition__demande": pk}
    Avis.objects.filter(demande=pk).delete()
    Visite.objects.filter(**siennes).update(texte="")
    Transmission.objects.filter(**siennes).update(repondue_par=None)
    Proposition.objects.filter(demande=pk).update(benevole=None)
    reduites = DemandeVisite.objects.filter(pk=pk, reduite_le=None).update(
        reference="",
        accord_apprenant_le=None,
        cree_par=None,
        modifie_par=None,
        reduite_le=maintenant,
    )
    return ["reductions"] * reduites


def effacer_les_resumes(maintenant: dt.datetime) -> Counter:
    """Ceux dont plus aucun avis ne dépend : les autres retourneraient au résumé suivant.

    Les invitations à la double adhésion et les rappels s'effacent comme eux, un mois après.
    """
    avant = limite("engagements.Avis", maintenant)
    natures = (Nature.RESUME, Nature.INCITATION, Nature.RAPPEL)
    vieux = Avis.objects.filter(nature__in=natures, cree_le__lt=avant, resumes=None)
    return _effacer("resumes_effaces", vieux)


def effacer_les_traces(maintenant: dt.datetime) -> Counter:
    """Le journal de plus d'un an ; la base refuse d'effacer le reste."""
    avant = limite("engagements.Trace", maintenant)
    return _effacer("traces_effacees", Trace.objects.filter(le__lt=avant))


def effacer_les_boites(maintenant: dt.datetime) -> Counter:
    avant = limite("engagements.BoiteSpip", maintenant)
    return _effacer("boites_effacees", BoiteSpip.objects.filter(fin__lt=avant.date()))


def effacer_les_incitations(maintenant: dt.datetime) -> Counter:
    """Les réponses d'il y a deux ans : on pourra reposer la question."""
    avant = limite("engagements.Incitation", maintenant)
    vieilles = Incitation.objects.filter(recueillie_le__lt=avant.date())
    return Counter(incitations_effacees=vieilles.delete()[1].get("engagements.Incitation", 0))


def effacer_les_taches(maintenant: dt.datetime) -> Counter:
    """Les tâches finies, et celles qu'un arrêt brutal a laissées en cours pour toujours."""
    avant = limite("django_tasks_database.DBTaskResult", maintenant)
    perdues = Q(status=TaskResultStatus.RUNNING, started_at__lt=avant)
    return _effacer(
        "taches_effacees", DBTaskResult.objects.filter(Q(finished_at__lt=avant) | perdues)
    )


def _effacer(nom, lignes):
    return Counter({nom: lignes.delete()[0]})
