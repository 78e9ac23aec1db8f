"""Les étapes d'un import en tâche de fond ; celles qu'un arrêt brutal a laissées ; l'oubli."""

import datetime as dt
import sys
from collections import Counter
from contextlib import contextmanager
from functools import partial

from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks import task

from benevoles.imports import etapes
from benevoles.imports.annulation import defaire
from benevoles.imports.avancement import DejaRepris, Etape
from benevoles.models import Import
from benevoles.models.imports import RANGEMENT
from partenariat.conservation import limite
from partenariat.rangement import RangementMuet
from partenariat.rangement.copies import fichiers_ranges

TRAVAIL = {
    Etape.ESSAI: etapes.essayer,
    Etape.APPLICATION: etapes.appliquer,
    Etape.RETOUR: defaire,
}
SILENCE = dt.timedelta(minutes=5)  # une étape muette si longtemps se reprend
PLUS_LE_DROIT = "Votre rôle a changé : cet import s’est arrêté là."
# Une panne de la base, un processus qu'on arrête : l'étape se reprendra.
PASSAGERES = (InterfaceError, OperationalError, RangementMuet, KeyboardInterrupt, SystemExit)
# Par étape en panne : celle où l'import en reste, et ce qu'on en dit.
EN_PANNE = {
    Etape.ESSAI: (
        Etape.ARRETE,
        "Une erreur imprévue de l’application a arrêté l’essai : rien n’a été enregistré.",
    ),
    Etape.APPLICATION: (
        Etape.ARRETE,
        "Une erreur imprévue de l’application a arrêté cet import en chemin. Ce qui était déjà"
        " enregistré le reste : renvoyer le même fichier ne le doublera pas.",
    ),
    Etape.RETOUR: (
        Etape.APPLIQUE,
        "Une erreur imprévue de l’application a arrêté le retour en arrière : rien n’a été défait.",
    ),
}
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
            with _panne_dite(lot):
                TRAVAIL[lot.etape](lot)
    except DejaRepris:
        return False
    return True


@contextmanager
def _panne_dite(lot):
    """Une erreur imprévue finit l'étape, et va au journal : la reprendre échouerait encore."""
    try:
        yield
    finally:
        faute = sys.exception()
        if faute and not isinstance(faute, (DejaRepris, *PASSAGERES)):
            etape, phrase = EN_PANNE[lot.etape]
            Import.objects.filter(pk=lot.pk, etape=lot.etape).update(
                etape=etape, erreur=phrase, bouge_le=timezone.now()
            )


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
