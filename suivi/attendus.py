"""Tout ce qui attend quelqu'un, de tous les sujets, du plus ancien au plus récent."""

import datetime as dt

from engagements.actions.attendus import attendus as des_actions
from engagements.adhesions.attendus import attendus as de_la_double_adhesion
from engagements.attendus import Attendu
from engagements.convention.attendus import attendus as de_la_convention
from engagements.demandes.attendus import attendus as des_demandes
from engagements.formations.attendus import attendus as des_formations
from engagements.publications.attendus import attendus as des_publications
from engagements.recrutements.attendus import attendus as des_recrutements
from engagements.retours.attendus import attendus as des_courriels_revenus
from engagements.reunions.attendus import attendus as des_reunions
from partenariat.francais import insecables
from suivi.archives.attendus import attendus as de_l_archive
from suivi.doublons import attendus as des_doublons
from suivi.evaluations.campagne import attendus as des_evaluations
from suivi.evaluations.fabrication import attendus as des_documents
from suivi.vie_privee.attendus import attendus as de_la_vie_privee

SOURCES = (
    *(des_demandes, des_reunions, des_actions, des_formations, des_publications),
    *(de_la_double_adhesion, des_recrutements, de_la_convention, des_evaluations),
    *(des_documents, de_l_archive, des_doublons, de_la_vie_privee, des_courriels_revenus),
)
MONTRES = 5  # sur la page d'accueil ; le reste d'un clic


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Ce que cette personne peut faire maintenant ; un nombre constant de requêtes par sujet."""
    tous = [attendu for source in SOURCES for attendu in source(utilisateur, le=le)]
    tous = [attendu._replace(phrase=insecables(attendu.phrase)) for attendu in tous]
    return sorted(tous, key=lambda attendu: (attendu.depuis, attendu.phrase))
