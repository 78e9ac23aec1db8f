"""« Ce qu’il y a à faire maintenant » pour une liste : des phrases, chacune avec son bouton."""

from typing import NamedTuple

from django.urls import reverse

from benevoles.couverture.calcul import est_fraiche
from benevoles.listes import Ligne, Liste
from benevoles.models import Fonction
from partenariat.periodes import ajouter_mois
from partenariat.templatetags.dates import en_lettres

RAPPEL = 3  # mois : au-delà, on propose de confirmer la liste de nouveau


class Tache(NamedTuple):
    """Une chose à faire ; `par_envoi` : le bouton agit d'un clic, sinon il ouvre une page."""

    phrase: str
    bouton: str
    adresse: str
    par_envoi: bool = False
    urgente: bool = False


def taches(liste: Liste) -> list[Tache]:
    """De la plus pressée à la moins pressée."""
    if not liste.ouvert:
        return [_a_terminer(ligne, liste) for ligne in liste.lignes]
    return [
        *(_titre_manquant(ligne, liste) for ligne in liste.lignes if _sans_titre(ligne)),
        *_personne(liste),
        *_confirmation(liste),
        *(_echeance(ligne) for ligne in liste.lignes if ligne.echoit_bientot),
        *(_cp_sans_titre(ligne) for ligne in liste.lignes if ligne.compte and not ligne.titre),
        *(_absence(ligne) for ligne in liste.absents),
    ]


def _sans_titre(ligne):
    return not ligne.compte and ligne.etat not in ("suspendu", "à venir")


def _titre(ligne):
    return reverse("titre_nouveau", args=[ligne.affectation.pk])


def _a_terminer(ligne: Ligne, liste: Liste):
    etablissement = liste.etablissement
    quand = etablissement.ferme_le and f" depuis le {en_lettres(etablissement.ferme_le)}"
    return Tache(
        f"{ligne.benevole} figure encore sur la liste, mais l’établissement est fermé"
        f"{quand or ''}.",
        "Terminer l’affectation",
        reverse("affectation_fin", args=[ligne.affectation.pk]),
        urgente=True,
    )


def _titre_manquant(ligne: Ligne, liste: Liste):
    premier = not ligne.titre
    return Tache(
        f"{ligne.benevole} : {ligne.phrase}. Cette personne n’est pas comptée.",
        f"Enregistrer {liste.mots.titre}" if premier else "Enregistrer le renouvellement",
        _titre(ligne),
        urgente=True,
    )


def _personne(liste: Liste):
    if not liste.lignes:
        yield Tache(
            f"Personne n’est inscrit sur la liste des {liste.mots.personnes}.",
            liste.mots.ajouter,
            reverse("liste_ajout", args=[liste.etablissement.code, liste.code_fonction]),
            urgente=True,
        )


def _confirmation(liste: Liste):
    le = liste.confirmee_le
    if le and le >= ajouter_mois(liste.le, -RAPPEL):
        return
    if est_fraiche(le, liste.le):
        phrase = f"La liste a été confirmée pour la dernière fois le {en_lettres(le)}."
    elif le:
        phrase = (
            f"La liste n’a pas été confirmée depuis le {en_lettres(le)} : d’ici là,"
            " l’établissement compte comme « inconnu »."
        )
    else:
        phrase = (
            "La liste n’a jamais été confirmée : l’établissement compte comme « inconnu », même"
            " si des personnes y sont inscrites."
        )
    yield Tache(
        phrase,
        "Confirmer la liste",
        reverse("liste_confirmation", args=[liste.etablissement.code, liste.code_fonction]),
        par_envoi=True,
        urgente=not est_fraiche(le, liste.le),
    )


def _echeance(ligne: Ligne):
    titre = ligne.titre
    quoi = "agrément" if ligne.affectation.fonction == Fonction.VP else "autorisation"
    phrase = f"{ligne.benevole} : {quoi} à renouveler avant le {en_lettres(titre.fin)}."
    if titre.renouvellement_demande_le:
        demande = en_lettres(titre.renouvellement_demande_le)
        phrase += f" Renouvellement demandé le {demande}."
        return Tache(phrase, "Enregistrer le renouvellement", _titre(ligne))
    return Tache(
        phrase,
        "Noter la demande de renouvellement",
        reverse("titre_demande", args=[titre.pk]),
        par_envoi=True,
    )


def _cp_sans_titre(ligne: Ligne):
    return Tache(
        f"{ligne.benevole} : {ligne.phrase}. Cette personne est comptée quand même.",
        "Enregistrer l’autorisation",
        _titre(ligne),
    )


def _absence(ligne: Ligne):
    return Tache(
        f"{ligne.benevole} : absence jusqu’au {en_lettres(ligne.absence.fin)}.",
        "Modifier l’absence",
        reverse("absence_fin", args=[ligne.absence.pk]),
    )
