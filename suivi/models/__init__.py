"""L'évaluation annuelle : la campagne, ce qui est arrêté, commenté, signé, imprimé ; les droits."""

from suivi.models.archives import Archive
from suivi.models.documents import Document
from suivi.models.evaluations import Arret, Commentaire, Evaluation, Rubrique, Signature
from suivi.models.personnes import DemandeDePersonne, RevueDesDurees

__all__ = [
    "Archive",
    "Arret",
    "Commentaire",
    "DemandeDePersonne",
    "Document",
    "Evaluation",
    "RevueDesDurees",
    "Rubrique",
    "Signature",
]
