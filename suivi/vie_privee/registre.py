"""Le registre des traitements : ce que font les deux associations, et les durées de la table.

Un modèle est dans un traitement, par son nom ou par son application ; ceux qui ne parlent de
personne sont à part. Les durées ne se recopient pas : elles viennent de `CONSERVATION`.
"""

from collections import defaultdict
from typing import NamedTuple

from django.apps import apps

from partenariat.conservation import CONSERVATION, SOCLE, Duree
from partenariat.models import Association
from suivi.models import RevueDesDurees
from suivi.vie_privee.donnees import titre_de

INTERET = "Intérêt légitime des deux associations : tenir leur convention (RGPD, article 6, 1, f)"


class Traitement(NamedTuple):
    """Une fiche du registre (RGPD, article 30). `contient` : des modèles, ou des applications."""

    nom: str
    finalite: str
    base: str
    personnes: str
    destinataires: str
    contient: tuple[str, ...]


TRAITEMENTS = (
    Traitement(
        "Demandes de visite d’un apprenant",
        "Proposer à un visiteur de rencontrer un apprenant d’AUXILIA, avec l’aval du SPIP",
        f"{INTERET} ; aide à la réinsertion (loi Informatique et Libertés, article 46). L’accord"
        " daté de l’apprenant est exigé",
        "Apprenants détenus (une référence, jamais un nom), visiteurs, agents du SPIP",
        "Ceux qui suivent la demande, dans chaque association ; le SPIP du ressort",
        (
            *("engagements.DemandeVisite", "engagements.Proposition", "engagements.Transmission"),
            *("engagements.Visite", "engagements.Avis", "engagements.Trace"),
            "engagements.BoiteSpip",
        ),
    ),
    Traitement(
        "Comptes, accès et sécurité",
        "Entrer, savoir qui a fait quoi, prévenir les abus",
        f"{INTERET} ; obligation de sécurité (RGPD, article 32)",
        "Titulaires d’un compte : bénévoles, directions, agents du SPIP, administration technique",
        "Directions et administration technique",
        (
            *("account", "mfa", "sessions", "partenariat"),
            *("benevoles.Role", "benevoles.HistoricalRole"),
            *("benevoles.Invitation", "benevoles.Telechargement", "suivi.Archive"),
        ),
    ),
    Traitement(
        "Droits des personnes",
        "Recevoir une demande de correction, d’opposition ou d’effacement, et y répondre",
        "Obligation légale (RGPD, articles 12 à 22)",
        "Titulaires d’un compte",
        "La personne, et la direction à qui elle s’adresse",
        ("suivi.DemandeDePersonne",),
    ),
    Traitement(
        "Bénévoles et couverture des établissements",
        "Savoir où sont les visiteurs et les CP Auxilia, et où il en manque",
        INTERET,
        "Bénévoles de chaque association",
        "Chaque association, dans le périmètre de chacun ; jamais l’autre",
        ("benevoles",),
    ),
    Traitement(
        "Vie de la convention",
        "Réunions, formations, actions, recrutements, informations communes",
        INTERET,
        "Bénévoles, candidats, invités",
        "Les membres, selon le territoire et l’invitation",
        ("engagements",),
    ),
    Traitement(
        "Évaluation annuelle",
        "Mesurer chaque année les engagements, en nombres",
        INTERET,
        "Signataires, auteurs des commentaires ; personne d’autre",
        "Les membres, une fois signée",
        ("suivi",),
    ),
)
SANS_PERSONNE = set(SOCLE)


class Ligne(NamedTuple):
    """Des données gardées aussi longtemps, pour la même raison."""

    donnees: list[str]
    duree: Duree


class Fiche(NamedTuple):
    traitement: Traitement
    lignes: list[Ligne]


def fiches() -> list[Fiche]:
    """Chaque traitement, et ses durées."""
    siens = defaultdict(lambda: defaultdict(list))
    for libelle, duree in CONSERVATION.items():
        if (traitement := traitement_de(libelle)) is not None:
            siens[traitement][duree].append(titre_de(apps.get_model(libelle)))
    return [
        Fiche(traitement, [Ligne(noms, duree) for duree, noms in siens[traitement].items()])
        for traitement in TRAITEMENTS
    ]


def dernieres_revues() -> list[tuple[Association, RevueDesDurees | None]]:
    """Par association, la dernière relecture de son conseil, s'il y en a une."""
    derniere = {revue.association: revue for revue in RevueDesDurees.objects.reverse()}
    return [(association, derniere.get(association)) for association in Association]


def traitement_de(libelle: str) -> Traitement | None:
    """Nommé, sinon par son application ; aucun, s'il ne parle de personne."""
    if libelle in SANS_PERSONNE:
        return None
    for cle in (libelle, libelle.partition(".")[0]):
        for traitement in TRAITEMENTS:
            if cle in traitement.contient:
                return traitement
    return None
