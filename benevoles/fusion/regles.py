"""Ce que devient, dans une fusion, chaque chose attachée à la fiche absorbée.

Une règle par relation, nommée par le modèle : un essai échoue quand une relation n'en a pas.
"""

import datetime as dt
from collections.abc import Callable

from benevoles.fusion.journal import FusionRefusee, Journal
from partenariat.francais import insecables
from partenariat.periodes import DERNIER_JOUR

DEUX_TITRES = (
    "Deux titres se chevauchent ({}), et l’un des deux est suspendu : une fusion ne lève pas une"
    " suspension. Attendez sa levée, ou retirez le titre en trop."
)
DEUX_MANDATS = (
    "Les deux fiches tiennent, aux mêmes dates, deux fonctions différentes dans la section {} :"
    " mettez d’abord fin à celle qui n’est pas la bonne."
)
DEUX_REPONSES = (
    "Les deux fiches n’ont pas donné la même réponse sur la double adhésion : notez d’abord la"
    " bonne sur les deux."
)


def suivre(lignes, gardees, vers, journal: Journal):
    """Tout passe à la fiche conservée."""
    for ligne in lignes:
        journal.modifier(ligne, benevole=vers)


def unir(*cle, fondre=None) -> Callable:
    """Deux périodes de même clé qui se touchent n'en font qu'une ; les autres suivent."""

    def regle(lignes, gardees, vers, journal: Journal):
        gardees = list(gardees)
        for ligne in lignes:
            memes = [
                g
                for g in gardees
                if all(getattr(g, c) == getattr(ligne, c) for c in cle) and _chevauchent(g, ligne)
            ]
            if not memes:
                journal.modifier(ligne, benevole=vers)
                gardees.append(ligne)
                continue
            gardee = memes[0]
            valeurs = (fondre or _bornes)([*memes, ligne])
            for doublon in (*memes[1:], ligne):
                journal.effacer(doublon)
            gardees = [g for g in gardees if g not in memes[1:]]
            if any(getattr(gardee, nom) != valeur for nom, valeur in valeurs.items()):
                journal.modifier(gardee, **valeurs)

    return regle


def _chevauchent(une, autre):
    return une.debut <= (autre.fin or DERNIER_JOUR) and autre.debut <= (une.fin or DERNIER_JOUR)


def _derniere(periodes):
    return max(periodes, key=lambda p: p.fin or DERNIER_JOUR)


def _bornes(periodes) -> dict[str, dt.date | None]:
    return {"debut": min(p.debut for p in periodes), "fin": _derniere(periodes).fin}


def affectation(periodes):
    return _bornes(periodes) | {"motif_fin": _derniere(periodes).motif_fin}


def mandat(periodes):
    if len({p.fonction for p in periodes}) > 1:
        raise FusionRefusee(insecables(DEUX_MANDATS.format(periodes[0].section)))
    return _bornes(periodes)


def titres(lignes, gardees, vers, journal: Journal):
    """De deux titres qui se chevauchent, le dernier décidé reste : une durée ne s'allonge pas."""
    for ligne in lignes:
        memes = [g for g in gardees if _meme_titre(g, ligne) and _chevauchent(g, ligne)]
        for titre in (ligne, *memes) if memes else ():
            if titre.suspensions.exists():
                raise FusionRefusee(insecables(DEUX_TITRES.format(titre.etablissement)))
        if any(g.decidee_le >= ligne.decidee_le for g in memes):
            journal.effacer(ligne)
            continue
        for ancien in memes:
            journal.effacer(ancien)
        journal.modifier(ligne, benevole=vers)


def _meme_titre(une, autre):
    cle = ("etablissement_id", "nature")
    return (
        all(getattr(une, c) == getattr(autre, c) for c in cle)
        and une.retiree_le is None is autre.retiree_le
    )


def une_par(*cle, vivante) -> Callable:
    """Une seule ligne par clé : celle de la fiche conservée reste, l'autre part."""

    def regle(lignes, gardees, vers, journal: Journal):
        prises = {_cle(g, cle) for g in gardees if getattr(g, vivante) is None}
        for ligne in lignes:
            double = _cle(ligne, cle) in prises
            if double and getattr(ligne, vivante) is None:
                journal.effacer(ligne)
            else:
                journal.modifier(ligne, benevole=vers)

    return regle


def _cle(ligne, cle):
    return tuple(getattr(ligne, c) for c in cle)


def reponses(lignes, gardees, vers, journal: Journal):
    """Un refus ne se perd pas : deux réponses différentes arrêtent la fusion."""
    valables = {g.vers: g.reponse for g in gardees if g.retiree_le is None}
    for ligne in lignes:
        if ligne.retiree_le is None and valables.get(ligne.vers, ligne.reponse) != ligne.reponse:
            raise FusionRefusee(insecables(DEUX_REPONSES))
    une_par("vers", vivante="retiree_le")(lignes, gardees, vers, journal)


def oublier(lignes, gardees, vers, journal: Journal):
    """Sans objet pour la fiche conservée : part avec la fiche absorbée."""
    for ligne in lignes:
        journal.effacer(ligne)


def invitations(lignes, gardees, vers, journal: Journal):
    """Une invitation en attente valait pour les droits d'une seule fiche : elle part avec elle."""
    for ligne in lignes:
        if ligne.acceptee_le or ligne.annulee_le:
            journal.modifier(ligne, benevole=vers)
        else:
            journal.effacer(ligne)


def fusions(lignes, gardees, vers, journal: Journal):
    """Ce qu'elle avait elle-même absorbé se retrouve sur la fiche conservée."""
    for ligne in lignes:
        journal.modifier(ligne, conserve=vers)


REGLES = {
    "benevoles.Adhesion.benevole": unir("association"),
    "benevoles.Absence.benevole": unir(),
    "benevoles.Affectation.benevole": unir("etablissement_id", "fonction", fondre=affectation),
    "benevoles.Habilitation.benevole": titres,
    "benevoles.Mandat.benevole": unir("section_id", fondre=mandat),
    "benevoles.Invitation.benevole": invitations,
    "benevoles.PaireEcartee.une": oublier,
    "benevoles.PaireEcartee.autre": oublier,
    "benevoles.PaireProbable.une": oublier,
    "benevoles.PaireProbable.autre": oublier,
    "benevoles.Fusion.conserve": fusions,
    "engagements.Action.benevole": suivre,
    "engagements.Incitation.benevole": reponses,
    "engagements.Convocation.benevole": une_par("reunion_id", vivante="retiree_le"),
    "engagements.Proposition.benevole": suivre,
    "engagements.Inscription.benevole": une_par("session_id", vivante="desistee_le"),
    "suivi.DemandeDePersonne.benevole": suivre,
}
