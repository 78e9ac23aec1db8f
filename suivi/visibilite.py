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
        "La direction ; le délégué dans sa DISP ; les responsables de la section ; soi-même",
        "Non",
        "Non",
        "Non",
    ),
    Regle(
        "Nom et coordonnées des CP Auxilia",
        "Non",
        "La direction ; le délégué dans sa DISP ; les CP du même établissement ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Adhésions",
        "La direction et le délégué, pour les membres de l’ANVP ; soi-même",
        "La direction et le délégué, pour les membres d’AUXILIA ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Agréments, autorisations, suspensions et retraits (dates, jamais de motif)",
        "Ceux des visiteurs de son périmètre ; les siens",
        "Ceux des CP Auxilia de son périmètre ; les siens",
        "Non",
        "Non",
    ),
    Regle(
        "Comptes, rôles et invitations",
        "La direction, pour l’ANVP et les SPIP ; chacun, celles qu’il a faites",
        "La direction, pour AUXILIA et les SPIP ; chacun, celles qu’il a faites",
        "Non",
        "Oui, sans les fiches des bénévoles",
    ),
]
