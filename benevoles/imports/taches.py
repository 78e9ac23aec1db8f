"""Les étapes d'un import en tâche de fond ; celles qu'un arrêt brutal a laissées ; l'oubli."""

import datetime as dt
from collections import Counter
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from benevoles.imports import etapes
from benevoles.imports.annulation import defaire
from benevoles.imports.avancement import DejaRepris, Etape
from benevoles.models import Import
from benevoles.models.imports import RANGEMENT
from partenariat.conservation import limite
from partenariat.rangement.copies import fichiers_ranges

TRAVAIL = {
    Etape.ESSAI: etapes.essayer,
    Etape.APPLICATION: etapes.appliquer,
    Etape.RETOUR: defaire,
}
SILENCE = dt.timedelta(minutes=5)  # une étape muette si longtemps se reprend
PLUS_LE_DROIT = "Votre rôle a changé : cet import s’est arrêté là."
SURSIS = dt.timedelta(days=1)  # un envoi en cours n'est pas un oubli


def essayer(lot, *, le: dt.date):
    """Juge tout le tableau au jour dit ; l'application s'y tiendra."""
    lot.le = le
    lancer(lot, Etape.ESSAI)


def lancer(lot, etape):
    """Commence une étape."""
    lot.etape, lot.faites, lot.bouge_le, lot.erreur = etape, 0, timezone.now(), ""
    lot.save()
    transaction.on_commit(partial(faire.enqueue, lot.pk), robust=True)


def relancer(lot):
    """Remet en file une étape muette depuis longtemps."""
    if lot.en_cours and lot.bouge_le < timezone.now() - SILENCE:
        transaction.on_commit(partial(faire.enqueue, lot.pk), robust=True)


@task
def faire(pk: int) -> bool:
    """Mène à son terme l'étape en cours de cet import ; faux si un autre s'en charge."""
    lot = Import.objects.select_related("par").get(pk=pk)
    if not lot.est_encore_permis():
        Import.objects.filter(pk=pk, etape__in=Import.EN_COURS).update(
            etape=Etape.ARRETE, erreur=PLUS_LE_DROIT
        )
        return False
    try:
        if lot.en_cours:
            TRAVAIL[lot.etape](lot)
    except DejaRepris:
        return False
    return True


def reprendre_les_imports(maintenant: dt.datetime) -> Counter:
    """Remet en file les étapes muettes depuis longtemps."""
    muettes = Import.objects.filter(etape__in=Import.EN_COURS, bouge_le__lt=maintenant - SILENCE)
    pks = list(muettes.values_list("pk", flat=True))
    for pk in pks:
        faire.enqueue(pk)
    return Counter(imports_repris=len(pks))


def oublier_les_imports(maintenant: dt.datetime) -> Counter:
    """Efface les vieux imports, leurs lignes et leurs tableaux, et les tableaux sans import."""
    bilan = Counter()
    for lot in Import.objects.filter(cree_le__lt=limite("benevoles.Import", maintenant)):
        lot.delete()
        bilan["imports_effaces"] += 1
    connus = set(Import.objects.values_list("fichier", flat=True))
    for nom in set(fichiers_ranges(RANGEMENT)) - connus:
        if default_storage.get_modified_time(nom) < maintenant - SURSIS:
            default_storage.delete(nom)
    return bilan
