"""Les engagements en phrases de tous les jours : ce qu'on choisit, et le titre par défaut."""

from partenariat.models import Association

PHRASES = {
    "1.1": "Information sur les cours d’AUXILIA",
    "1.2": "Information sur les visites de l’ANVP",
    "1.3": "Recherche de bénévoles pour un établissement",
    "1.4": "Mise à jour du recensement",
    "1.5": "Rencontre d’un apprenant par un visiteur",
    "1.6": "Échange avec le SPIP sur ces rencontres",
    "2.1": "Contact national avec l’Administration",
    "2.2": "Démarche auprès du SPIP ou de la direction",
    "3.1": "Étude de l’adhésion d’AUXILIA au GNCP",
    "4.1": "Incitation à la double adhésion",
    "4.2": "Information d’intérêt commun mise en ligne",
    "4.3": "Participation à une réunion de l’établissement",
    "4.4": "Invitation des homologues à une réunion",
    "5.1": "Information sur une formation",
    "5.2": "Formation ouverte à l’autre association",
    "5.3": "Réflexion commune sur la formation",
    "6.1": "Suivi d’une catégorie d’engagements",
    "6.2": "Préparation de l’évaluation annuelle",
}
# Ce que chacun note le plus souvent : montré d'abord, le reste se déplie.
_LOCALES = {
    Association.ANVP: ("1.1", "2.2", "4.3", "4.1"),
    Association.AUXILIA: ("1.2", "2.2", "4.3", "4.1"),
}
_NATIONALES = ("1.3", "2.1", "4.2", "5.3")
DEMARCHE = "2.2"
ORIENTATIONS = ("1.1", "1.2")


def habituels(droits) -> tuple[str, ...]:
    """Les numéros proposés d'abord à ce compte."""
    locaux = _LOCALES.get(droits.association, ())
    return locaux + _NATIONALES if droits.peut_piloter else locaux


def phrase(engagement) -> str:
    """La phrase d'un engagement ; à défaut, son titre."""
    return PHRASES.get(engagement.numero, engagement.titre)
