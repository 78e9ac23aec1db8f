"""De quoi écrire des essais sur les évaluations."""

import datetime as dt

from django.utils.timezone import make_aware

from suivi.evaluations.arret import arreter
from suivi.evaluations.campagne import calendrier
from suivi.models import Document, Evaluation
from tests.fabrique_convention import charger_la_convention

ARRET = make_aware(dt.datetime(2016, 9, 1, 9))


def creer_evaluation(*, annee=2015, arretee=True):
    """L'évaluation 2015-2016, chiffres arrêtés."""
    convention = charger_la_convention()
    evaluation = Evaluation.objects.create(
        convention=convention, annee=annee, **calendrier(convention, annee)
    )
    if arretee:
        arreter(evaluation, maintenant=ARRET)
    return evaluation


def creer_document(*, evaluation=None):
    """Un document pas encore fait."""
    return Document.objects.create(
        evaluation=evaluation or creer_evaluation(), forme="ua", empreinte="0" * 64
    )
