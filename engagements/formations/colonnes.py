"""Les colonnes d'un tableau de formations : une ligne par session, ou par session et personne."""

from django.utils.timezone import localtime

from engagements.models import Session
from etablissements.echanges.choix import en_choix, en_numero
from etablissements.echanges.colonnes import Colonne
from etablissements.recherche import cle_de_recherche
from partenariat.lecture.instants import en_heure_ou_instant, en_instant
from partenariat.lecture.valeurs import en_decimal, en_entier, en_texte
from partenariat.models import Association

PRESENCES = {True: "présent", False: "absent", None: ""}
_PRESENCES = {
    "present": True,
    "presente": True,
    "oui": True,
    "x": True,
    "absent": False,
    "absente": False,
    "non": False,
}
_fermeture = en_choix(Session.Fermeture)


def en_fermeture(valeur) -> str:
    """« réservée à l’ANVP : condition du financeur », ou le motif seul."""
    return _fermeture(en_texte(valeur).rsplit(":", 1)[-1])


def en_presence(valeur) -> bool:
    cle = cle_de_recherche(en_texte(valeur))
    if cle not in _PRESENCES:
        raise ValueError("Écrivez « présent » ou « absent ».")
    return _PRESENCES[cle]


COLONNES = [
    Colonne("numero", "N° de session", ("numéro de session", "n° session"), en_numero),
    Colonne("formation", "Formation", ("titre", "intitulé", "stage")),
    Colonne("association", "Association", ("proposée par", "organisée par"), en_choix(Association)),
    Colonne("duree", "Durée en heures", ("durée",), en_decimal),
    Colonne("debut", "Début", ("date", "commence le", "date et heure"), en_instant),
    Colonne("fin", "Fin", ("finit le", "finit à", "heure de fin"), en_heure_ou_instant),
    Colonne("lieu", "Lieu", ("adresse", "salle")),
    Colonne("disp", "DISP", ("région", "direction interrégionale")),
    Colonne("places", "Places", ("nombre de places", "capacité"), en_entier),
    Colonne("fermeture", "Ouverte à", ("réservée à", "ouverture"), en_fermeture),
    Colonne("fiche", "N° de fiche", ("numéro de fiche", "n° fiche")),
    Colonne("nom", "Nom", ("nom de famille",)),
    Colonne("prenom", "Prénom", ("prénoms",)),
    Colonne("titre", "Au titre de", ("association du participant",), en_choix(Association)),
    Colonne("present", "Présence", ("présent", "présents", "venu"), en_presence),
    Colonne("heures", "Heures suivies", ("heures",), en_decimal),
]
TITRES = {colonne.cle: colonne.titre for colonne in COLONNES}


def de_la_session(s: Session) -> list:
    """Les neuf premières colonnes d'une session : de son numéro à ses places."""
    return [
        s.pk,
        s.formation.titre,
        s.formation.get_association_display(),
        s.formation.heures,
        localtime(s.debut),
        localtime(s.fin),
        s.lieu,
        str(s.disp or ""),
        s.places,
    ]
