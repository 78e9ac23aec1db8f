"""Écrire les avis, dans la transaction du fait ; les courriels partent après, en tâche de fond."""

import datetime as dt

from django.utils.timezone import localdate

from engagements.annonces import annoncer
from engagements.demandes.destinataires import destinataires
from engagements.models import Nature


def avertir(demande, nature: Nature, *titres, maintenant: dt.datetime, evenement="") -> int:
    """Avise ceux qui agissent à ces titres.

    `evenement` distingue deux faits de même nature ; le même fait n'avise jamais deux fois. Rend le
    nombre d'avis nouveaux.
    """
    le = localdate(maintenant)
    trouves = [d for titre in titres for d in destinataires(demande, titre, le=le)]
    return avertir_ceux_ci(demande, nature, trouves, maintenant=maintenant, evenement=evenement)


def avertir_ceux_ci(demande, nature, trouves, *, maintenant, evenement="") -> int:
    """Comme `avertir`, pour des destinataires déjà connus."""
    return annoncer(demande, nature, trouves, maintenant=maintenant, evenement=evenement)
