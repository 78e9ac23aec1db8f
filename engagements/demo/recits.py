"""Les phrases des actions inventées : (numéro de l'engagement, ce qui a été fait)."""

from partenariat.models import Association

_LES_DEUX = [
    ("2.2", "Rendez-vous avec le SPIP"),
    ("2.2", "Rencontre du chef d’établissement"),
    ("2.2", "Échange avec le responsable local de l’enseignement"),
    ("4.1", "Double adhésion présentée à l’équipe"),
    ("4.3", "Réunion trimestrielle préparée ensemble"),
    ("5.1", "Calendrier des formations transmis à l’autre équipe"),
]
LOCALES = {
    Association.ANVP: [
        *[("1.1", "Information des arrivants sur les cours d’AUXILIA")] * 3,
        *[("1.1", "Affiche sur les cours d’AUXILIA en détention")] * 2,
        ("1.3", "Recherche d’un CP Auxilia pour l’établissement"),
        ("1.4", "Liste des visiteurs relue avec le SPIP"),
        *_LES_DEUX,
    ],
    Association.AUXILIA: [
        *[("1.2", "Information des apprenants sur les visites de l’ANVP")] * 3,
        *[("1.2", "Dépliant de l’ANVP remis aux apprenants")] * 2,
        ("1.5", "Point avec la section sur les rencontres d’apprenants"),
        ("1.6", "Circuit de l’aval expliqué au SPIP"),
        *_LES_DEUX,
    ],
}
REGIONALES = [
    ("1.3", "Appel à bénévoles dans la région"),
    ("1.4", "Recensement relu avec la direction interrégionale"),
    ("4.4", "Homologues invités à la réunion régionale"),
    ("5.2", "Journée de formation ouverte à l’autre association"),
    ("6.1", "Point régional sur les engagements"),
]
NATIONALES = [
    ("2.1", "Échange avec la direction de l’administration pénitentiaire"),
    ("3.1", "Documents du GNCP transmis à AUXILIA"),
    ("4.1", "Lettre aux adhérents sur la double adhésion"),
    ("4.2", "Article commun dans les deux bulletins"),
    ("4.4", "Invitation croisée aux assemblées générales"),
    ("5.3", "Groupe de travail sur la formation des bénévoles"),
    ("6.1", "Revue d’une catégorie d’engagements"),
    ("6.2", "Préparation de l’évaluation annuelle"),
]
