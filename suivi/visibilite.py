"""« Qui voit quoi » : la page tirée de la matrice des champs, et ce qui ne nomme personne."""

from typing import NamedTuple

from django.utils.text import capfirst

from partenariat import champs


class Regle(NamedTuple):
    """Ce qui se voit, et par qui, en une phrase chacun."""

    donnee: str
    anvp: str
    auxilia: str
    spip: str
    technique: str


def personnes() -> dict[str, list[Regle]]:
    """Ce qui désigne une personne : la table que le code consulte, en phrases, par sujet."""
    par_sujet = {sujet: [] for sujet in dict.fromkeys(SUJETS.values())}
    for ligne in champs.MATRICE:
        modele = ligne.champs[0].rsplit(".", 1)[0]
        par_sujet[SUJETS[modele]].append(_regle(ligne))
    return par_sujet


def _regle(ligne):
    donnee = f"{ligne.donnee}. {capfirst(ligne.reserve)}" if ligne.reserve else ligne.donnee
    cotes = (ligne.anvp, ligne.auxilia, ligne.spip, ligne.technique)
    return _composee(donnee, *map(_phrase, cotes))


def partage() -> list[Regle]:
    """Le reste : des lignes que leur ensemble visible décide entières."""
    return [_composee(*regle) for regle in PARTAGE]


def _composee(*textes) -> Regle:
    """Ses phrases avec leurs espaces insécables."""
    return Regle(*(t.replace(" ;", "\u00a0;").replace(" :", "\u00a0:") for t in textes))


def _phrase(regards) -> str:
    return capfirst(" ; ".join(regard.label for regard in regards)) or "Non"


# Où se range une ligne de la matrice, par le modèle de son premier champ.
_SUJETS = {
    "Les bénévoles et les candidats": (
        *("benevoles.Benevole", "benevoles.Adhesion", "benevoles.Affectation"),
        *("benevoles.Habilitation", "benevoles.Mandat", "engagements.Candidat"),
    ),
    "Les demandes de visite": (
        *("engagements.DemandeVisite", "engagements.Proposition", "engagements.Transmission"),
        *("engagements.Visite", "engagements.Avis", "engagements.Trace"),
    ),
    "Les réunions": ("engagements.Convocation",),
    "Les comptes, et ce que chacun demande": (
        *("partenariat.Utilisateur", "benevoles.Invitation", "suivi.DemandeDePersonne"),
    ),
}
SUJETS = {modele: sujet for sujet, modeles in _SUJETS.items() for modele in modeles}
# Des lignes que leur ensemble visible décide entières : aucun champ n'y est caché à qui les voit.
PARTAGE = [
    Regle(
        "Nombre de VP et de CP Auxilia, statuts et besoins de chaque établissement",
        "Tous les membres",
        "Tous les membres",
        "Son ressort",
        "Oui",
    ),
    Regle(
        "Double adhésion : qui n’est que d’une association, sa réponse, son invitation",
        "Ses adhérents, dans son périmètre ; soi-même",
        "Ses adhérents, dans son périmètre ; soi-même",
        "Non",
        "Non",
    ),
    Regle(
        "Recherches de bénévoles",
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
]
