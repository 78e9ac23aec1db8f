"""La nuit des recrutements : ce qui se clôt de soi-même, ce qui est en retard, ce qui s'efface."""

import datetime as dt
from collections import Counter

from django.utils.timezone import localdate

from benevoles.couverture.calcul import Couverture, couvertures
from benevoles.couverture.statuts import StatutVP
from engagements.annonces import annoncer
from engagements.models import Avis, Candidat, Nature, Recrutement
from engagements.recrutements.manques import manque, statut
from engagements.recrutements.responsables import destinataires
from etablissements.models import Etablissement
from partenariat.conservation import limite
from partenariat.lots import un_par_un


def clore_les_recrutements(maintenant: dt.datetime) -> Counter:
    """« Pourvu » quand il ne manque plus personne, « fermé » quand l'établissement l'est.

    Une liste devenue inconnue ne clôt rien : on ne sait pas.
    """
    le = localdate(maintenant)
    ouverts = dict(Recrutement.objects.ouverts().order_by("pk").values_list("pk", "etablissement"))
    ici = Etablissement.objects.filter(pk__in=set(ouverts.values()))
    connues = {c.etablissement.pk: c for c in couvertures(ici, le=le)}
    return un_par_un(list(ouverts), lambda pk: _clore(pk, connues[ouverts[pk]], le))


def _clore(pk, couverture: Couverture, le):
    """Relu sous verrou : quelqu'un a pu le clore depuis."""
    recrutement = Recrutement.objects.ouverts().select_for_update().filter(pk=pk).first()
    issue = recrutement and _issue(recrutement, couverture, le)
    if not issue:
        return []
    recrutement.clore(issue, par=None, le=le)
    return [f"recherches_{issue.value}"]


def _issue(recrutement, couverture, le):
    if not couverture.etablissement.est_ouvert(le):
        return Recrutement.Issue.FERME
    inconnu = statut(couverture, recrutement.fonction) == StatutVP.INCONNU
    if inconnu or manque(couverture, recrutement.fonction):
        return None
    return Recrutement.Issue.POURVU


def rappeler_les_echeances(maintenant: dt.datetime) -> Counter:
    """Au responsable, une fois par date dépassée : la repousser, ou dire où l'on en est."""
    en_retard = Recrutement.objects.en_retard(le=localdate(maintenant))
    cles = list(en_retard.order_by("pk").values_list("pk", flat=True))
    return un_par_un(cles, lambda pk: _rappeler(pk, maintenant))


def _rappeler(pk, maintenant):
    le = localdate(maintenant)
    recrutement = Recrutement.objects.select_related("etablissement").get(pk=pk)
    nouveaux = annoncer(
        recrutement,
        Nature.ECHEANCE,
        destinataires(recrutement, le=le),
        maintenant=maintenant,
        evenement=f"{recrutement.echeance}",
    )
    return ["recherches_en_retard"] if nouveaux else []


def effacer_les_candidats(maintenant: dt.datetime) -> Counter:
    """Les candidats des recherches closes depuis trois mois, et les avis depuis un mois."""
    avis = Avis.objects.filter(
        recrutement__clos_le__lt=limite("engagements.Avis", maintenant).date()
    )
    avis.delete()
    candidats = Candidat.objects.filter(
        recrutement__clos_le__lt=limite("engagements.Candidat", maintenant).date()
    )
    return Counter(candidats_effaces=candidats.delete()[0])
