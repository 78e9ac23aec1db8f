"""Les engagements de la convention, ce qui se fait pour les tenir, et la demande de visite."""

from engagements.models.actions import Action, Facilite, Interlocuteur, Voie
from engagements.models.adhesions import Incitation
from engagements.models.administration import AccordPosition, PositionCommune, VersionPosition
from engagements.models.avis import Avis, Nature, PreferenceAvis
from engagements.models.besoins import Enquete, Participation, Question
from engagements.models.contacts import BoiteSpip
from engagements.models.convention import (
    Categorie,
    Cible,
    Convention,
    Engagement,
    Indicateur,
    Niveau,
    Porteur,
    Releve,
)
from engagements.models.convocations import AbonnementAgenda, Convocation
from engagements.models.demandes import DemandeVisite, Etat
from engagements.models.formations import Formation, Inscription, Session
from engagements.models.gncp import EtapeGncp
from engagements.models.journal import Trace
from engagements.models.parcours import (
    Canal,
    MotifRefus,
    Proposition,
    Reponse,
    Transmission,
    Visite,
)
from engagements.models.pieces import Piece
from engagements.models.points import Appreciation, Decision, PointDeSuivi
from engagements.models.publications import Parution, Publication
from engagements.models.recrutements import Candidat, Recrutement
from engagements.models.reunions import Reunion

__all__ = [
    "AbonnementAgenda",
    "AccordPosition",
    "Action",
    "Appreciation",
    "Avis",
    "BoiteSpip",
    "Canal",
    "Candidat",
    "Categorie",
    "Cible",
    "Convention",
    "Convocation",
    "Decision",
    "DemandeVisite",
    "Engagement",
    "Enquete",
    "EtapeGncp",
    "Etat",
    "Facilite",
    "Formation",
    "Incitation",
    "Indicateur",
    "Inscription",
    "Interlocuteur",
    "MotifRefus",
    "Nature",
    "Niveau",
    "Participation",
    "Parution",
    "Piece",
    "PointDeSuivi",
    "Porteur",
    "PositionCommune",
    "PreferenceAvis",
    "Proposition",
    "Publication",
    "Question",
    "Recrutement",
    "Releve",
    "Reponse",
    "Reunion",
    "Session",
    "Trace",
    "Transmission",
    "VersionPosition",
    "Visite",
    "Voie",
]
