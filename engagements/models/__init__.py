"""Les engagements de la convention, et d'abord la demande qu'un VP rencontre un apprenant."""

from engagements.models.avis import Avis, Nature, PreferenceAvis
from engagements.models.contacts import BoiteSpip
from engagements.models.demandes import DemandeVisite, Etat
from engagements.models.journal import Trace
from engagements.models.parcours import (
    Canal,
    MotifRefus,
    Proposition,
    Reponse,
    Transmission,
    Visite,
)

__all__ = [
    "Avis",
    "BoiteSpip",
    "Canal",
    "DemandeVisite",
    "Etat",
    "MotifRefus",
    "Nature",
    "PreferenceAvis",
    "Proposition",
    "Reponse",
    "Trace",
    "Transmission",
    "Visite",
]
