"""Où en est l'étape d'un import : compté avec ce que chaque lot écrit, dans sa transaction."""

from django.utils import timezone

from benevoles.models import Import

Etape = Import.Etape


class DejaRepris(Exception):
    """Un autre processus fait déjà cette étape."""


def avancer(lot, nombre):
    """Compte ces lignes faites ; cède la place à qui les aurait déjà faites."""
    a_faire = Import.objects.filter(pk=lot.pk, etape=lot.etape, faites=lot.faites)
    if not a_faire.update(faites=lot.faites + nombre, bouge_le=timezone.now()):
        raise DejaRepris
    lot.faites += nombre


def finir(lot, etape):
    en_cours = Import.objects.filter(pk=lot.pk, etape=lot.etape)
    en_cours.update(etape=etape, faites=lot.rangees, bouge_le=timezone.now())
    lot.etape = etape
