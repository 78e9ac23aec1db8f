"""Qui voit quoi : la matrice affichée à tous, que les essais comparent aux pages."""

from typing import NamedTuple


class Regle(NamedTuple):
    """Ce qui se voit, et par qui, en une phrase chacun."""

    donnee: str
    anvp: str
    auxilia: str
    spip: str
    technique: str


MATRICE = [
    Regle(
        "Nombre de VP et de CP Auxilia, statuts et besoins de chaque établissement",
        "Tous les membres",
        "Tous les membres",
        "Son ressort",
        "Oui",
    ),
    Regle(
        "Nom et coordonnées des visiteurs (VP)",
        "La direction ; le délégué dans sa DISP ; les responsables de la section ; soi-même",
        "Non",
        "Non",
        "Non",
    ),
    Regle(
        "Nom et coordonnées des CP Auxilia",
        "Non",
        "La direction ; le délégué dans sa DISP ; les CP du même établissement ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Adhésions",
        "La direction et le délégué, pour les membres de l’ANVP ; soi-même",
        "La direction et le délégué, pour les membres d’AUXILIA ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Double adhésion : qui n’est que d’une association, sa réponse, son invitation",
        "Ses adhérents, dans son périmètre ; soi-même",
        "Ses adhérents, dans son périmètre ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Agréments, autorisations, suspensions et retraits (dates, jamais de motif)",
        "Ceux des visiteurs de son périmètre ; les siens",
        "Ceux des CP Auxilia de son périmètre ; les siens",
        "Non",
        "Non",
    ),
    Regle(
        "Recherches de bénévoles, et noms des candidats (effacés trois mois après la fin)",
        "Visiteurs : la direction ; le délégué dans sa DISP ; les responsables de la section",
        "CP Auxilia : la direction ; le délégué dans sa DISP ; les CP du même établissement",
        "Non",
        "Non",
    ),
    Regle(
        "Demandes de visite d’un apprenant : établissement, état, dates et délais",
        "Celles de son périmètre, une fois envoyées ; le visiteur, celles qu’on lui propose",
        "La direction ; le délégué dans sa DISP ; le CP Auxilia, les siennes",
        "Son ressort, dès qu’elles lui parviennent",
        "Non",
    ),
    Regle(
        "Référence AUXILIA de l’apprenant (jamais son nom)",
        "Le visiteur à qui l’on propose la rencontre",
        "Ceux qui voient la demande",
        "Son ressort",
        "Non",
    ),
    Regle(
        "Précision écrite dans une demande, effacée à la clôture",
        "Non",
        "Ceux qui voient la demande",
        "Son ressort",
        "Non",
    ),
    Regle(
        "Motif d’un refus du SPIP, quand il en donne un (liste neutre)",
        "Non",
        "Ceux qui voient la demande",
        "Son ressort",
        "Non",
    ),
    Regle(
        "Ce que le visiteur note d’une rencontre ; ses mots s’effacent à la clôture",
        "Le visiteur lui-même",
        "Ceux qui voient la demande",
        "Non",
        "Non",
    ),
    Regle(
        "Nom du visiteur proposé pour une demande",
        "Sa section ; lui-même",
        "Prénom et initiale ; le nom après son accord",
        "Après son accord",
        "Non",
    ),
    Regle(
        "Journal d’une demande : étapes et consultations, un an",
        "La direction",
        "La direction",
        "Non",
        "Non",
    ),
    Regle(
        "Convention, engagements, indicateurs, points de suivi",
        "Tous les membres",
        "Tous les membres",
        "Non",
        "Non",
    ),
    Regle(
        "Actions, réunions et leurs pièces jointes",
        "Les nationales, tous les membres ; les autres, ceux du territoire ; ceux qu’on y invite",
        "Les nationales, tous les membres ; les autres, ceux du territoire ; ceux qu’on y invite",
        "Non",
        "Non",
    ),
    Regle(
        "Formations : catalogue et sessions, puis inscrits, présences et heures",
        "Catalogue : tous les membres ; inscrits : qui organise, chacun les siens ; soi-même",
        "Catalogue : tous les membres ; inscrits : qui organise, chacun les siens ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Informations communes, sans aucun nom",
        "Publiées : tout le monde, sans compte ; avant : la direction et les délégués",
        "Publiées : tout le monde, sans compte ; avant : la direction et les délégués",
        "Publiées : tout le monde",
        "Publiées : tout le monde",
    ),
    Regle(
        "Positions communes",
        "La direction ; tous les membres, une fois arrêtées",
        "La direction ; tous les membres, une fois arrêtées",
        "Non",
        "Non",
    ),
    Regle(
        "Évaluation annuelle : nombres et commentaires, aucune personne",
        "La direction et les délégués ; tous les membres, une fois signée",
        "La direction et les délégués ; tous les membres, une fois signée",
        "Une fois signée, peut vérifier un document",
        "Non",
    ),
    Regle(
        "Comptes, rôles et invitations",
        "La direction, pour l’ANVP et les SPIP ; chacun, celles qu’il a faites",
        "La direction, pour AUXILIA et les SPIP ; chacun, celles qu’il a faites",
        "Non",
        "Oui, sans les fiches des bénévoles",
    ),
]
