"""Faire les documents, en tâche de fond : un arrêt brutal ne laisse rien à moitié fait."""

import datetime as dt
import hashlib
from collections import Counter
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks import task

from engagements.attendus import Attendu
from partenariat.pdf import PdfImpossible
from suivi.evaluations.document import pdf
from suivi.evaluations.signature import empreinte_imprimee
from suivi.models import Document

DEBUT = 5  # pour cent
REPRISE = dt.timedelta(minutes=10)  # une fabrication restée muette si longtemps se refait


def demander(evaluation, *, par, forme, disp=None, section=None) -> Document:
    """Le document déjà fait de ce qu'on imprimerait, ou un nouveau, mis en fabrication.

    Une fabrication qu'un arrêt brutal a laissée en chemin repart.
    """
    empreinte = empreinte_imprimee(evaluation)
    siens = Document.objects.filter(
        evaluation=evaluation, forme=forme, disp=disp, section=section, empreinte=empreinte
    )
    existant = siens.filter(erreur="").first()
    if existant and existant.est_perdu:
        # Sa ligne reste, sans fichier : son empreinte reconnaît encore les copies déjà prises.
        siens.filter(pk=existant.pk).update(fichier="")
        existant = None
    if existant and (existant.fini_le or existant.demande_le > timezone.now() - REPRISE):
        return existant
    document = existant or Document(
        evaluation=evaluation, forme=forme, disp=disp, section=section, empreinte=empreinte
    )
    document.demande_par, document.demande_le, document.avancement = par, timezone.now(), 0
    document.save()
    transaction.on_commit(partial(fabriquer.enqueue, document.pk), robust=True)
    return document


@task
def fabriquer(pk: int) -> bool:
    """Fait le document s'il ne l'est pas encore ; rend vrai s'il est fait."""
    document = Document.objects.select_related("evaluation__convention", "disp", "section").get(
        pk=pk
    )
    if document.fini_le:
        return True
    _avancer(pk, DEBUT)
    try:
        octets = pdf(document, avancer=partial(_avancer, pk))
    except PdfImpossible as faute:
        Document.objects.filter(pk=pk).update(erreur=str(faute)[:300], avancement=0)
        return False
    document.fichier.save("", ContentFile(octets), save=False)
    Document.objects.filter(pk=pk, fini_le=None).update(
        fichier=document.fichier.name,
        sha256=hashlib.sha256(octets).hexdigest(),
        taille=len(octets),
        avancement=100,
        fini_le=timezone.now(),
    )
    return True


def _avancer(pk, pour_cent):
    Document.objects.filter(pk=pk, fini_le=None).update(avancement=pour_cent, erreur="")


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Les documents qu'il a demandés, prêts, et qu'il n'a pas encore ouverts : une requête."""
    prets = Document.objects.prets_pour(utilisateur).filter(fini_le__date__lte=le)
    return [
        Attendu(localdate(d.fini_le), f"Le PDF est prêt : {d}", d.get_absolute_url())
        for d in prets.select_related("evaluation__convention", "disp", "section")
    ]


def reprendre(maintenant: dt.datetime) -> Counter:
    """La nuit : remet en fabrication ce qu'un arrêt brutal a laissé."""
    restes = Document.objects.filter(fini_le=None, erreur="", demande_le__lt=maintenant - REPRISE)
    restes = list(restes.values_list("pk", flat=True))
    for pk in restes:
        fabriquer.enqueue(pk)
    return Counter(documents_repris=len(restes))
