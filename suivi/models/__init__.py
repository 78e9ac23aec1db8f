"""L'évaluation annuelle : la campagne, ce qui est arrêté, commenté, signé, imprimé."""

from suivi.models.documents import Document
from suivi.models.evaluations import Arret, Commentaire, Evaluation, Rubrique, Signature

__all__ = ["Arret", "Commentaire", "Document", "Evaluation", "Rubrique", "Signature"]
