"""Combien de temps on garde quoi : la table que relisent les deux conseils, et que suit la nuit.

RGPD, article 5 ; durées proposées par le dossier de domaine (§ 7.4), à valider par les deux
associations. Les modèles des personnes s'y ajouteront avec leurs droits.
"""

import datetime as dt
from typing import NamedTuple

from django.utils.timezone import localtime

from partenariat.periodes import ajouter_mois


class Duree(NamedTuple):
    """`mois` comptés depuis `depuis` (None : aussi longtemps) ; `ensuite` ; `pourquoi`."""

    mois: int | None
    depuis: str
    ensuite: str
    pourquoi: str


_RECTIFIER = "le temps d’une rectification ; ensuite, seules les statistiques servent l’évaluation"

_MEMOIRE = "mémoire des engagements tenus, sans donnée sur les personnes détenues"
_GARDES = [
    f"engagements.{modele}"
    for modele in (
        *("Convention", "Categorie", "Engagement", "Indicateur", "Cible", "Releve"),
        *(f"Historical{nom}" for nom in ("Convention", "Engagement", "Cible", "Releve")),
        *("PositionCommune", "VersionPosition", "AccordPosition", "EtapeGncp", "Reunion"),
        *("PointDeSuivi", "Appreciation", "Decision", "Publication", "Parution"),
        *("Formation", "Session", "Enquete", "Question"),
    )
]

CONSERVATION = {
    "benevoles.Fusion": Duree(
        1, "la fusion", "sans les valeurs de la fiche absorbée", "le temps de revenir en arrière"
    ),
    "benevoles.PaireEcartee": Duree(
        None, "la décision", "effacée avec l’une des deux fiches", "ne pas reposer la question"
    ),
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
    "engagements.Trace": Duree(
        12, "la trace", "effacée", "journal des consultations : un an (conception § 4)"
    ),
    "engagements.BoiteSpip": Duree(
        12, "sa fin", "effacée", "une adresse qui ne sert plus ; un an pour lire les avis d’avant"
    ),
    "engagements.PreferenceAvis": Duree(
        None, "le compte", "effacée avec lui", "un réglage de la personne"
    ),
    **dict.fromkeys(_GARDES, Duree(None, "la convention", "gardé", _MEMOIRE)),
    "engagements.Action": Duree(
        None, "la convention", "gardée ; son auteur s’efface avec sa fiche", _MEMOIRE
    ),
    "engagements.Convocation": Duree(
        None, "la convention", "effacée avec la fiche de la personne", _MEMOIRE
    ),
    "engagements.AbonnementAgenda": Duree(
        None, "le compte", "effacé avec lui", "un réglage de la personne"
    ),
    "engagements.Piece": Duree(None, "son dossier", "effacée avec lui", _MEMOIRE),
    "engagements.Incitation": Duree(
        24, "la réponse", "effacée", "ne pas reposer trop tôt la même question"
    ),
    "engagements.Inscription": Duree(
        None, "la convention", "effacée avec la fiche de la personne", "les heures de chacun"
    ),
    "engagements.Participation": Duree(
        12, "la fin de l’enquête", "effacée ; les résultats restent", "l’enquête est dépouillée"
    ),
    "engagements.Recrutement": Duree(None, "la convention", "gardé, sans candidat", _MEMOIRE),
    "engagements.Candidat": Duree(
        3, "la clôture du recrutement", "effacé", "une personne qui n’est pas devenue bénévole"
    ),
    "django_tasks_database.DBTaskResult": Duree(
        1, "la fin de la tâche", "effacé", "suivi technique, sans donnée personnelle"
    ),
}


def limite(modele: str, maintenant: dt.datetime) -> dt.datetime:
    """L'instant avant lequel un fait de ce modèle n'est plus gardé : un minuit, heure de Paris."""
    ici = localtime(maintenant)
    jour = ajouter_mois(ici.date(), -CONSERVATION[modele].mois)
    return dt.datetime.combine(jour, dt.time.min, tzinfo=ici.tzinfo)
