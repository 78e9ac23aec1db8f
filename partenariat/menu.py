"""La navigation principale : ce que chacun y trouve, selon ses droits."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from partenariat.droits import Droits


@dataclass(frozen=True, slots=True)
class Entree:
    """Une page du menu ; `famille` : celles où l'on est encore « dans » cette entrée."""

    page: str
    libelle: str
    qui: Callable[[Droits], bool]
    famille: frozenset[str] = frozenset()


def _entree(page, libelle, qui, famille=""):
    return Entree(page, libelle, qui, frozenset(famille.split()))


def _membre(droits):
    return droits.est_membre


def _pilote(droits):
    return droits.peut_piloter


def _saisit(droits):
    return droits.peut_saisir


PRINCIPALES = (
    _entree("tableau_de_bord", "Tableau de bord", _membre, "disp"),
    _entree("a_faire", "À faire", _membre),
    _entree("a_decider", "À décider", lambda d: d.est_agent_spip, "demande demande_etape"),
    _entree("ressort", "Mon ressort", lambda d: d.est_agent_spip),
    _entree(
        "mes_etablissements",
        "Mes établissements",
        lambda d: d.est_responsable_local,
        "liste liste_ajout liste_ajout_personne besoin",
    ),
    _entree(
        "etablissements", "Établissements", lambda d: d.voit_les_etablissements, "etablissement"
    ),
    _entree("recensement", "Recensement", _membre),
    _entree(
        "demandes",
        "Demandes",
        _membre,
        "demande demande_nouvelle demande_modification demande_etape demande_journal"
        " demandes_nombres",
    ),
    _entree(
        "convention_en_cours",
        "Convention",
        _membre,
        "convention categorie engagement point point_nouveau point_appreciation decision_nouvelle"
        " decision_suite cible releve convention_nouvelle convention_modification"
        " engagement_modification",
    ),
    _entree(
        "reunions",
        "Réunions",
        _membre,
        "reunion reunion_nouvelle reunion_modification reunion_annulation reunion_presence"
        " reunion_envoi reunion_ajout compte_rendu reponse reciprocite agenda",
    ),
    _entree(
        "formations",
        "Formations",
        _membre,
        "formation formation_nouvelle formation_modification session session_nouvelle"
        " session_modification session_presence session_inscription mes_formations enquetes"
        " enquete enquete_nouvelle enquete_resultats",
    ),
)

# Derrière « Plus », pour qui a déjà les autres.
SECONDAIRES = (
    _entree("actions", "Actions", _membre, "action action_nouvelle action_modification demarches"),
    _entree(
        "evaluations",
        "Évaluations",
        _membre,
        "evaluation evaluation_lecture evaluation_dates evaluation_arret evaluation_ecarts"
        " evaluation_signature commentaire document",
    ),
    _entree(
        "personnes",
        "Personnes",
        _saisit,
        "personne personne_nouvelle personne_modification absence adhesion adhesion_fin",
    ),
    _entree("double_adhesion", "Double adhésion", _saisit, "incitation_nouvelle mon_adhesion"),
    _entree(
        "recrutements",
        "Recrutements",
        _saisit,
        "recrutement recrutement_nouveau recrutement_modification candidat_nouveau candidat_etape",
    ),
    _entree(
        "publications",
        "Publications",
        _pilote,
        "publication publication_nouvelle publication_modification publication_proposition"
        " publication_accord publication_archivage parution_nouvelle",
    ),
    _entree(
        "positions", "Positions communes", _membre, "position position_nouvelle position_version"
    ),
    _entree("gncp", "Étude GNCP", _pilote, "gncp_etape_nouvelle gncp_etape_modification"),
    _entree(
        "sections",
        "Sections",
        lambda d: d.voit_les_sections,
        "section section_nouvelle mandat_nouveau mandat_fin rattachement rattachement_fin",
    ),
    _entree("seuils", "Seuils", lambda d: d.est_direction, "seuil"),
    _entree("comptes", "Comptes", lambda d: d.peut_inviter, "invitation_nouvelle role_fin"),
    _entree("etat_du_systeme", "État du système", lambda d: d.est_direction or d.technique),
)


def menu(droits: Droits) -> Iterator[tuple[Entree, ...]]:
    """Ses entrées principales, puis celles de « Plus »."""
    for entrees in (PRINCIPALES, SECONDAIRES):
        yield tuple(entree for entree in entrees if entree.qui(droits))
