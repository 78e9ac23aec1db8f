"""Faire les documents, en tâche de fond : un arrêt brutal ne laisse rien à moitié fait."""

import datetime as dt
import hashlib
from collections import Counter
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from partenariat.pdf import PdfImpossible
from suivi.evaluations.document import pdf
from suivi.evaluations.signature import empreinte_du_document
from suivi.models import Document

REPRISE = dt.timedelta(minutes=10)  # une fabrication restée muette si longtemps se refait


def demander(evaluation, *, forme, disp=None, section=None) -> Document:
    """Le document déjà fait pour cette empreinte, ou un nouveau, mis en fabrication."""
    empreinte = empreinte_du_document(evaluation)
    siens = Document.objects.filter(
        evaluation=evaluation, forme=forme, disp=disp, section=section, empreinte=empreinte
    )
    if existant := siens.filter(erreur="").first():
        return existant
    document = Document.objects.create(
        evaluation=evaluation, forme=forme, disp=disp, section=section, empreinte=empreinte
    )
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
    Document.objects.filter(pk=pk).update(avancement=10, erreur="")
    try:
        octets = pdf(document)
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


def reprendre(maintenant: dt.datetime) -> Counter:
    """La nuit : remet en fabrication ce qu'un arrêt brutal a laissé."""
    restes = Document.objects.filter(fini_le=None, erreur="", demande_le__lt=maintenant - REPRISE)
    restes = list(restes.values_list("pk", flat=True))
    for pk in restes:
        fabriquer.enqueue(pk)
    return Counter(documents_repris=len(restes))
