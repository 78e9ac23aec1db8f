"""Les personnes, ce qui les lie aux associations et aux établissements, et les seuils."""

from benevoles.models.affectations import Affectation, Fonction
from benevoles.models.fusions import Fusion, PaireEcartee, PaireProbable
from benevoles.models.habilitations import Habilitation, Suspension
from benevoles.models.imports import Import, LigneImport, ProfilImport
from benevoles.models.invitations import Invitation
from benevoles.models.listes import BesoinDeclare, ConfirmationListe
from benevoles.models.personnes import Absence, Adhesion, Benevole
from benevoles.models.roles import Role
from benevoles.models.sections import Mandat, Rattachement, Section
from benevoles.models.seuils import Seuil
from benevoles.models.telechargements import Telechargement

__all__ = [
    "Absence",
    "Adhesion",
    "Affectation",
    "Benevole",
    "BesoinDeclare",
    "ConfirmationListe",
    "Fonction",
    "Fusion",
    "Habilitation",
    "Import",
    "Invitation",
    "LigneImport",
    "Mandat",
    "PaireEcartee",
    "PaireProbable",
    "ProfilImport",
    "Rattachement",
    "Role",
    "Section",
    "Seuil",
    "Suspension",
    "Telechargement",
]
