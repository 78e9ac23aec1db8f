"""Réduire, effacer : ce que la nuit applique de la table de conservation."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import localtime

from engagements.models import Avis, DemandeVisite, Proposition, Trace, Transmission, Visite
from partenariat.conservation import CONSERVATION
from partenariat.periodes import ajouter_mois


def limite(modele: str, maintenant: dt.datetime) -> dt.datetime:
    """L'instant avant lequel un fait de ce modèle n'est plus gardé."""
    ici = localtime(maintenant)
    jour = ajouter_mois(ici.date(), -CONSERVATION[modele].mois)
    return ici.replace(year=jour.year, month=jour.month, day=jour.day)


def reduire_les_demandes(maintenant: dt.datetime) -> int:
    """Les demandes closes depuis assez longtemps n'ont plus que des dates et des nombres."""
    closes = DemandeVisite.objects.filter(
        close_le__lt=limite("engagements.DemandeVisite", maintenant), reduite_le=None
    )
    return sum(_reduire(pk, maintenant) for pk in closes.values_list("pk", flat=True))


@transaction.atomic
def _reduire(pk, maintenant):
    siennes = {"proposition__demande": pk}
    Avis.objects.filter(demande=pk).delete()
    Visite.objects.filter(**siennes).update(texte="")
    Transmission.objects.filter(**siennes).update(repondue_par=None)
    Proposition.objects.filter(demande=pk).update(benevole=None)
    return DemandeVisite.objects.filter(pk=pk, reduite_le=None).update(
        reference="",
        accord_apprenant_le=None,
        cree_par=None,
        modifie_par=None,
        reduite_le=maintenant,
    )


def effacer_les_traces(maintenant: dt.datetime) -> int:
    """Le journal de plus d'un an ; la base refuse d'effacer le reste."""
    return Trace.objects.filter(le__lt=limite("engagements.Trace", maintenant)).delete()[0]
