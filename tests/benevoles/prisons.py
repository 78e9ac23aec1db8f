"""Ce que partagent les essais des listes et de l’inscription : une prison, son adresse."""

import datetime as dt

from django.urls import reverse
from django.utils.timezone import localdate

from tests.fabrique import creer_etablissement, creer_president

JOUR = localdate()
HIER, DEMAIN = JOUR - dt.timedelta(days=1), JOUR + dt.timedelta(days=1)


def prison_et_president(**champs):
    """Un établissement, et le compte du président de sa section."""
    etablissement = creer_etablissement(**champs)
    return etablissement, creer_president(etablissements=[etablissement])


def adresse_de_la_liste(etablissement, fonction="vp", nom="liste"):
    return reverse(nom, args=[etablissement.code, fonction])
