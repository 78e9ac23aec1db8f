"""Combien de temps on garde quoi : la table que relisent les deux conseils, et que suit la nuit.

RGPD, article 5 ; durées proposées par le dossier de domaine (§ 7.4), à valider par les deux
associations. Les modèles des personnes s'y ajouteront avec leurs droits.
"""

from typing import NamedTuple


class Duree(NamedTuple):
    """`mois` comptés depuis `depuis` ; `ensuite` : ce qui advient ; `pourquoi` : la raison."""

    mois: int
    depuis: str
    ensuite: str
    pourquoi: str


CONSERVATION = {
    "engagements.DemandeVisite": Duree(
        1,
        "sa clôture",
        "réduite à ses dates et à ses nombres : ni référence, ni visiteur, ni agent",
        "le temps d’une rectification ; ensuite, seules les statistiques servent l’évaluation",
    ),
    "engagements.Avis": Duree(
        1, "la clôture de la demande", "effacé", "preuve d’envoi, inutile après"
    ),
    "engagements.Trace": Duree(
        12, "la trace", "effacée", "journal des consultations : un an (conception § 4)"
    ),
    "django_tasks_db.DBTaskResult": Duree(
        1, "la fin de la tâche", "effacé", "suivi technique, sans donnée personnelle"
    ),
}
