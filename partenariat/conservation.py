"""Combien de temps on garde quoi : la table que relisent les deux conseils, et que suit la nuit.

RGPD, article 5 ; durées proposées par le dossier de domaine (§ 7.4), à valider par les deux
associations (`suivi.RevueDesDurees` dit quand chaque conseil l'a relue). Chaque modèle y est, ceux
des bibliothèques aussi : un essai le tient.
"""

import datetime as dt
import hashlib
from typing import NamedTuple

from django.utils.timezone import localtime

from partenariat.periodes import ajouter_mois

PREAVIS = 30  # jours : on prévient avant d'effacer une fiche ou un compte


class Duree(NamedTuple):
    """`mois` comptés depuis `depuis` (None : aussi longtemps) ; `ensuite` ; `pourquoi`."""

    mois: int | None
    depuis: str
    ensuite: str
    pourquoi: str


def _tous(application, noms, duree):
    """La même durée pour ces modèles d'une application."""
    return {f"{application}.{nom}": duree for nom in noms.split()}


_RECTIFIER = "le temps d’une rectification ; ensuite, seules les statistiques servent l’évaluation"
_MEMOIRE = "mémoire des engagements tenus, sans donnée sur les personnes détenues"
_DATES = "ses dates font la couverture et les indicateurs du passé, qui ne doivent pas bouger"
_SANS_NOM = "gardée au nom de « Personne effacée n° … »"
_GARDE = Duree(None, "la convention", "gardé", _MEMOIRE)
_DATE = Duree(None, "la convention", _SANS_NOM, _DATES)
_REGLAGE = Duree(None, "le compte", "effacé avec lui", "un réglage de la personne")
_ENTREE = Duree(None, "le compte", "effacé avec lui", "ne sert qu’à entrer")
_TECHNIQUE = Duree(None, "la mise en service", "gardé", "fonctionnement du logiciel, sans personne")
_REFERENTIEL = Duree(None, "la convention", "gardé", "référentiel public, sans personne")
_ARCHIVE = Duree(None, "la convention", "gardé", "archive signée des deux associations")

PERSONNES = {
    "benevoles.Benevole": Duree(
        3,
        "la fin de sa dernière adhésion, de sa dernière affectation et de son dernier mandat",
        "anonymisée : il reste un numéro, un département et des dates",
        "le temps d’un retour ou d’une erreur ; on prévient trente jours avant",
    ),
    "partenariat.Utilisateur": Duree(
        1,
        "la fin de son dernier rôle ; avec sa fiche, pour un bénévole",
        "fermé, sans nom ni adresse",
        "un agent du SPIP qui a changé de poste n’a plus à y figurer",
    ),
    "partenariat.AcceptationDeCharte": Duree(
        None, "le compte", "gardée au numéro du compte, sans nom", "preuve de l’engagement pris"
    ),
    **_tous("benevoles", "Adhesion Affectation Habilitation Suspension Mandat Absence Role", _DATE),
    "benevoles.HistoricalBenevole": Duree(
        None,
        "la fiche",
        "effacée avec elle, sauf la ligne qui le dit",
        "qui a changé quoi, et quand",
    ),
    **_tous(
        "benevoles",
        "HistoricalAdhesion HistoricalAffectation HistoricalHabilitation HistoricalSuspension"
        " HistoricalMandat HistoricalAbsence HistoricalRole HistoricalSection"
        " HistoricalRattachement HistoricalBesoinDeclare HistoricalSeuil",
        Duree(None, "la convention", _SANS_NOM, "qui a changé quoi, et quand ; la base le protège"),
    ),
    "partenariat.AdresseEnEchec": Duree(
        3, "le courriel revenu", "effacée : on y écrit de nouveau", "ne pas écrire pour rien"
    ),
    "benevoles.Invitation": Duree(
        12, "son envoi", "effacée", "savoir qui a ouvert un compte à qui, un an"
    ),
    **_tous(
        "benevoles",
        "ConfirmationListe BesoinDeclare Section Rattachement Seuil",
        Duree(None, "la convention", "gardé ; son auteur s’efface avec son compte", _DATES),
    ),
    "benevoles.Fusion": Duree(
        1, "la fusion", "sans les valeurs de la fiche absorbée", "le temps de revenir en arrière"
    ),
    **_tous(
        "benevoles",
        "Import LigneImport",
        Duree(1, "son envoi", "effacé, avec son tableau", "le temps de le relire et de le défaire"),
    ),
    "benevoles.ProfilImport": _REGLAGE,
    "benevoles.PaireEcartee": Duree(
        None, "la décision", "effacée avec l’une des deux fiches", "ne pas reposer la question"
    ),
    "benevoles.PaireProbable": Duree(
        0, "la nuit qui suit", "refaite", "deux fiches semblables, à examiner dans la journée"
    ),
    "benevoles.Telechargement": Duree(
        12, "le téléchargement", "effacé", "qui a emporté quelle liste, et quand : un an"
    ),
    "account.EmailAddress": _ENTREE,
    "account.EmailConfirmation": _ENTREE,
    "mfa.Authenticator": _ENTREE,
    "sessions.Session": Duree(
        0, "son expiration, douze heures au plus", "effacée", "rester connecté dans la journée"
    ),
}

ENGAGEMENTS = {
    "engagements.DemandeVisite": Duree(
        1, "sa clôture", "réduite à ses dates et à ses nombres : ni référence, ni agent", _RECTIFIER
    ),
    "engagements.Proposition": Duree(1, "la clôture de la demande", "sans le visiteur", _RECTIFIER),
    "engagements.Transmission": Duree(1, "la clôture de la demande", "sans l’agent", _RECTIFIER),
    "engagements.Visite": Duree(
        0, "la clôture de la demande", "sans son texte ; la date et le bilan restent", _RECTIFIER
    ),
    "engagements.Avis": Duree(
        1,
        "la clôture de la demande ; un résumé, son envoi",
        "effacé",
        "preuve d’envoi, inutile après",
    ),
    "engagements.Trace": Duree(12, "la trace", "effacée", "journal des consultations : un an"),
    "engagements.BoiteSpip": Duree(
        12, "sa fin", "effacée", "une adresse qui ne sert plus ; un an pour lire les avis d’avant"
    ),
    "engagements.PreferenceAvis": _REGLAGE,
    **_tous(
        "engagements",
        "Convention Categorie Engagement Indicateur Cible Releve HistoricalConvention"
        " HistoricalEngagement HistoricalCible HistoricalReleve PositionCommune VersionPosition"
        " AccordPosition EtapeGncp Reunion PointDeSuivi Appreciation Decision Publication Parution"
        " Formation Session Enquete Question",
        _GARDE,
    ),
    "engagements.Action": Duree(
        None, "la convention", "gardée ; son auteur s’efface avec sa fiche", _MEMOIRE
    ),
    "engagements.Convocation": Duree(None, "la convention", _SANS_NOM, _MEMOIRE),
    "engagements.AbonnementAgenda": _REGLAGE,
    "engagements.Piece": Duree(None, "son dossier", "effacée avec lui", _MEMOIRE),
    "engagements.Incitation": Duree(
        24, "la réponse", "effacée", "ne pas reposer trop tôt la même question"
    ),
    "engagements.Inscription": Duree(
        None, "la convention", _SANS_NOM, "les heures de formation de chaque association"
    ),
    "engagements.Participation": Duree(
        None, "la convention", _SANS_NOM, "seules les sommes des réponses se lisent"
    ),
    "engagements.Recrutement": Duree(None, "la convention", "gardé, sans candidat", _MEMOIRE),
    "engagements.Candidat": Duree(
        3, "la clôture du recrutement", "effacé", "une personne qui n’est pas devenue bénévole"
    ),
}

SUIVI = {
    **_tous(
        "suivi",
        "Evaluation Arret Commentaire HistoricalCommentaire Signature Document",
        _ARCHIVE,
    ),
    "suivi.Archive": Duree(
        0,
        "sa préparation, sept jours au plus",
        "effacée avec son fichier",
        "le temps de la prendre",
    ),
    "suivi.RevueDesDurees": Duree(
        None, "la convention", "gardée au numéro du compte, sans nom", "preuve de la relecture"
    ),
    "suivi.DemandeDePersonne": Duree(
        12, "la réponse", "effacée", "preuve de la réponse, le temps d’une réclamation"
    ),
}

SOCLE = {
    **_tous(
        "etablissements",
        "DirectionInterregionale Departement Spip Antenne Etablissement Effectif Evenement",
        _REFERENTIEL,
    ),
    **_tous("partenariat", "Version Passage", _TECHNIQUE),
    "partenariat.Changement": Duree(
        None,
        "les dix mille suivants",
        "effacé",
        "quel établissement a changé, sans dire quoi ni qui : ne relire que lui",
    ),
    **_tous("auth", "Permission Group", _TECHNIQUE),
    "contenttypes.ContentType": _TECHNIQUE,
    "django_tasks_database.DBTaskResult": Duree(
        1, "la fin de la tâche", "effacé", "suivi technique, sans donnée personnelle"
    ),
}

CONSERVATION = {**PERSONNES, **ENGAGEMENTS, **SUIVI, **SOCLE}
# Des tables sans modèle.
TABLES = {
    "cache": Duree(
        0,
        "l’écriture",
        "effacé en quelques heures ; les calculs gardés, en deux mois au plus",
        "compter les essais de connexion, sans nom ; garder des nombres et des numéros de fiches",
    ),
    "django_migrations": _TECHNIQUE,
}


def empreinte() -> str:
    """Elle change avec la moindre durée : une relecture ne vaut que pour la table relue."""
    table = repr(sorted(CONSERVATION.items()))
    return hashlib.sha256(table.encode()).hexdigest()[:12]


def limite(modele: str, maintenant: dt.datetime) -> dt.datetime:
    """L'instant avant lequel un fait de ce modèle n'est plus gardé : un minuit, heure de Paris."""
    ici = localtime(maintenant)
    jour = ajouter_mois(ici.date(), -CONSERVATION[modele].mois)
    return dt.datetime.combine(jour, dt.time.min, tzinfo=ici.tzinfo)


def memoire(le: dt.date) -> dt.date:
    """Une association voit encore qui l'a quittée depuis ce jour ; avant, plus."""
    return ajouter_mois(le, -CONSERVATION["benevoles.Benevole"].mois)
