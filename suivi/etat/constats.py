"""Ce qu'on conclut des mesures, en mots de tous les jours, et ce qu'il y a à faire.

Les seuils sont aussi ceux des règles d'alerte (`partenariat/deploiement/alertes.yml`) : un essai le
tient.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime

from partenariat.francais import insecables, taille
from partenariat.models import Passage
from partenariat.templatetags.dates import en_lettres_et_heure

AGE_DE_LA_NUIT = AGE_DE_LA_SAUVEGARDE = dt.timedelta(hours=26)  # une nuit, et deux heures de marge
AGE_DES_RETOURS = dt.timedelta(hours=2)  # quatre passages manqués
ATTENTE_DE_LA_FILE = dt.timedelta(minutes=15)
BASE_LENTE_MS = 200
DISQUE_BAS, DISQUE_PLEIN = 0.15, 0.05  # parts libres


class Niveau(models.TextChoices):
    """Les valeurs sont des symboles de `statuts.svg`."""

    BON = "pourvu", "tout va bien"
    SURVEILLER = "a_surveiller", "à surveiller"
    AGIR = "non_pourvu", "à réparer"


@dataclass(frozen=True, kw_only=True)
class Constat:
    sujet: str
    niveau: Niveau
    phrase: str
    que_faire: str = ""


def constats(mesures) -> list[Constat]:
    return [
        Constat(sujet=sujet, niveau=niveau, phrase=insecables(phrase), que_faire=insecables(geste))
        for sujet, regle in REGLES
        for niveau, phrase, geste in [regle(mesures)]
    ]


def pire(faits) -> Niveau:
    return max((constat.niveau for constat in faits), key=list(Niveau).index)


def _base(m):
    phrase = f"Répond en {m.base_ms:.0f} ms. {m.base_logiciel}, {taille(m.base_octets)}."
    if m.base_ms <= BASE_LENTE_MS:
        return Niveau.BON, phrase, ""
    return (
        Niveau.SURVEILLER,
        phrase,
        "La base est lente : une sauvegarde ou un import tourne peut-être. Si cela dure plus d’une"
        " heure, prévenez la personne qui tient le serveur.",
    )


def _sauvegarde(m):
    geste = (
        "Demandez à la personne qui tient le serveur de lancer « manage.py sauvegarder » et de lire"
        " ce qu’il répond. En attendant, n’importez rien de gros et ne mettez rien à jour."
    )
    niveau, phrase, geste = _regulier(m, Passage.Travail.SAUVEGARDE, AGE_DE_LA_SAUVEGARDE, geste)
    if niveau == Niveau.BON and not (settings.SAUVEGARDES_CLE and settings.SAUVEGARDES_COPIE):
        return (
            Niveau.SURVEILLER,
            f"{phrase} Aucune copie ne quitte ce disque : avec lui, tout serait perdu.",
            "Demandez à la personne qui tient le serveur de régler SAUVEGARDES_CLE et"
            " SAUVEGARDES_COPIE, vers un autre disque ou une autre machine.",
        )
    return niveau, phrase, geste


def _archivage(m):
    if m.archivage is None or not m.archivage.allume:
        return (
            Niveau.BON,
            "Éteint : avec le disque se perdrait ce qui date d’après la dernière sauvegarde.",
            "Facultatif : le script d’installation l’allume.",
        )
    dernier = m.archivage.dernier
    phrase = f"Dernier journal copié {_le(dernier)}." if dernier else "Aucun journal encore copié."
    if not m.archivage.echoue:
        return Niveau.BON, phrase, ""
    geste = (
        "Le disque se remplit des journaux qui attendent. Demandez à la personne qui tient le"
        " serveur de regarder la place libre et le journal de PostgreSQL (/var/log/postgresql)."
    )
    return Niveau.AGIR, f"{phrase} Depuis, un échec, {_le(m.archivage.echec)}.", geste


def _nuit(m):
    geste = (
        "Les rappels, les résumés et les effacements attendent. Demandez à la personne qui tient le"
        " serveur de lancer « manage.py taches_quotidiennes » : passer deux fois ne gêne pas."
    )
    return _regulier(m, Passage.Travail.NUIT, AGE_DE_LA_NUIT, geste)


def _regulier(m, travail, limite, geste):
    passage, age = m.passages.get(travail), m.age(travail)
    if age is None:
        return Niveau.AGIR, "N’a encore jamais été fait ici.", geste
    phrase = f"Réussi pour la dernière fois {_le(passage.reussi_le)}."
    if not passage.a_reussi:
        phrase += f" Depuis, un échec, {_le(passage.le)}."
    elif passage.detail:
        phrase += f" {passage.detail}."
    if age > limite:
        return Niveau.AGIR, phrase, geste
    return (Niveau.BON, phrase, "") if passage.a_reussi else (Niveau.SURVEILLER, phrase, geste)


def _file(m):
    phrase = "Aucune tâche n’attend."
    if m.en_attente:
        attente = _compte(m.en_attente, "tâche attend", "tâches attendent")
        phrase = f"{attente}, la plus ancienne depuis {_duree(m.attente)}."
    if m.attente > ATTENTE_DE_LA_FILE:
        geste = (
            "Le programme qui traite la file s’est sans doute arrêté. Demandez à la personne qui"
            " tient le serveur de le relancer (« manage.py db_worker ») : rien n’est perdu."
        )
        return Niveau.AGIR, phrase, geste
    if m.taches_en_echec:
        phrase += f" {_compte(m.taches_en_echec, 'a échoué', 'ont échoué')} en un jour."
        return Niveau.SURVEILLER, phrase, "La nuit reprend ce qui a échoué. Regardez demain."
    return Niveau.BON, phrase, ""


def _courrier(m):
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        geste = "Donnez EMAIL_URL, puis essayez : « manage.py essayer_courriel votre-adresse »."
        return Niveau.AGIR, "Aucun serveur de courrier n’est réglé : rien ne part.", geste
    geste = (
        "Le serveur de courrier refuse, ou se tait. Demandez à la personne qui tient le serveur"
        " de lancer « manage.py essayer_courriel votre-adresse » : la réponse dit quoi corriger."
    )
    if m.courriels_en_retard:
        retard = _compte(m.courriels_en_retard, "courriel attend", "courriels attendent")
        return Niveau.AGIR, f"{retard} depuis plus d’une heure.", geste
    if m.courriels_abandonnes:
        phrase = _compte(m.courriels_abandonnes, "courriel n’a", "courriels n’ont")
        geste = "L’adresse est sans doute fausse : l’échec se lit sur la demande concernée."
        return Niveau.SURVEILLER, f"{phrase} pas pu partir cette semaine, après cinq essais.", geste
    phrase, essai = "Tout ce qui devait partir est parti.", m.passages.get(Passage.Travail.COURRIEL)
    if essai and not essai.a_reussi:
        return Niveau.SURVEILLER, f"{phrase} L’essai a échoué, {_le(essai.le)}.", geste
    return Niveau.BON, phrase, ""


def _retours(m):
    phrase = "Aucun courriel n’est revenu cette semaine."
    if m.courriels_revenus:
        compte = _compte(m.courriels_revenus, "courriel est revenu", "courriels sont revenus")
        phrase = f"{compte} cette semaine : « À faire » le dit à qui peut corriger l’adresse."
    if not settings.RETOURS_IMAP:
        return Niveau.BON, phrase, "Facultatif : RETOURS_IMAP dit dans quelle boîte les lire."
    passage, age = m.passages.get(Passage.Travail.RETOURS), m.age(Passage.Travail.RETOURS)
    if age is None:
        phrase += " La boîte n’a encore jamais été relevée."
    else:
        phrase += f" Boîte relevée pour la dernière fois {_le(passage.reussi_le)}."
    if age is not None and age <= AGE_DES_RETOURS and passage.a_reussi:
        return Niveau.BON, phrase, ""
    geste = (
        "La boîte des retours n’est pas relevée. Demandez à la personne qui tient le serveur de"
        " lancer « manage.py courriels_revenus --boite » et de lire ce qu’il répond."
    )
    return Niveau.SURVEILLER, phrase, geste


def _fichiers(m):
    passage = m.passages.get(Passage.Travail.FICHIERS)
    if passage is None:
        return Niveau.BON, "Chacun se contrôle à chaque sauvegarde.", ""
    if passage.a_reussi:
        return Niveau.BON, f"Aucun ne manquait, aucune pièce n’avait changé {_le(passage.le)}.", ""
    perdus = _compte(
        int(passage.detail), "fichier manque ou a changé", "fichiers manquent ou ont changé"
    )
    geste = (
        "Demandez à la personne qui tient le serveur de lancer « manage.py sauvegarder », qui les"
        " nomme, et de les reprendre d’une sauvegarde d’avant ; ou redéposez-les."
    )
    return Niveau.AGIR, f"{perdus} : vu {_le(passage.le)}.", geste


def _antivirus(m):
    if m.antivirus is None:
        phrase = "Aucun n’est réglé : les fichiers reçus sont contrôlés sans lui."
        return Niveau.BON, phrase, "Facultatif : le réglage ANTIVIRUS en branche un."
    if m.antivirus:
        return Niveau.BON, "Répond : chaque fichier reçu lui est montré.", ""
    geste = (
        "Aucun fichier ne peut être joint ni importé. Demandez à la personne qui tient le serveur"
        " de relancer l’antivirus (clamav-daemon)."
    )
    return Niveau.AGIR, "Ne répond pas.", geste


def _disque(m):
    part = m.disque_libre / m.disque_total
    phrase = f"{taille(m.disque_libre)} libres sur {taille(m.disque_total)}."
    geste = (
        "Faites agrandir le disque, ou retirer ce qui n’y sert plus. Plein, l’outil n’enregistre"
        " plus rien et la sauvegarde échoue."
    )
    if part < DISQUE_PLEIN:
        return Niveau.AGIR, phrase, geste
    return (Niveau.SURVEILLER, phrase, geste) if part < DISQUE_BAS else (Niveau.BON, phrase, "")


def _le(instant):
    return f"le {en_lettres_et_heure(localtime(instant))}"


def _compte(nombre, un, plusieurs):
    return f"{nombre} {un if nombre < 2 else plusieurs}"


def _duree(duree):
    minutes = int(duree.total_seconds() // 60)
    if minutes < 2:
        return "un instant"
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} heures"


REGLES = (
    ("Base de données", _base),
    ("Sauvegarde", _sauvegarde),
    ("Archivage continu", _archivage),
    ("Travail de nuit", _nuit),
    ("File des tâches", _file),
    ("Courriels", _courrier),
    ("Courriels revenus", _retours),
    ("Fichiers", _fichiers),
    ("Antivirus", _antivirus),
    ("Disque", _disque),
)
