"""Ce qu'une ligne change d'une action déjà notée : une case vide n'y change rien."""

from engagements.actions.colonnes import TITRES
from engagements.actions.lieux import Lieu
from engagements.actions.liste import facilites
from engagements.imports.actions_regles import (
    verifier_le_jour,
    verifier_le_reste,
    verifier_les_textes,
)
from engagements.models import Facilite, Niveau
from etablissements.echanges.verdicts import Changement, Ecriture, Refus

SES_ENGAGEMENTS = (
    "Les engagements d’une action déjà notée ne se changent pas ici : ouvrez l’action, et"
    " corrigez-la."
)
D_UNE_AUTRE_CONVENTION = "À cette date, une autre convention valait : notez une action nouvelle."
PAS_LA_VOTRE = "Cette action a été notée par d’autres que vous : elle ne se change pas ici."
SIMPLES = ("le", "etat", "par_anvp", "par_auxilia", "interlocuteur", "voie", "orientations")
TEXTES = ("titre", "description")
LIEU = ("niveau", "etablissement", "disp")


def changer(verdict, action, valeurs, *, juge):
    """Donne à l'action ce que la ligne dit d'autre ; lève `Refus` si elle ne le peut pas."""
    siens = frozenset(engagement.numero for engagement in action.engagements.all())
    if valeurs.get("engagements", siens) != siens:
        raise Refus("engagements", SES_ENGAGEMENTS)
    champs = _changes(action, valeurs, juge.ou)
    obtenues = valeurs.get("facilites", action.facilites)
    facilites_changees = {*obtenues} ^ ({*action.facilites} & {*Facilite.values})
    if "facilites" in valeurs and facilites_changees:
        champs["facilites"] = obtenues
    if not champs:
        return
    if action.pk not in juge.modifiables:
        raise Refus(_colonne(champs, valeurs), PAS_LA_VOTRE)
    _ecrire(verdict, action, champs)
    _verifier(action, champs, siens, juge)


def _changes(action, valeurs, ou):
    """Par champ, la nouvelle valeur de ce qui change."""
    dits = {nom: valeurs[nom] for nom in SIMPLES if nom in valeurs}
    for nom in TEXTES if "numero" in valeurs else TEXTES[1:]:  # sans numéro, il l'a désignée
        if nom in valeurs and valeurs[nom].split() != getattr(action, nom).split():
            dits[nom] = valeurs[nom]
    lieu = ou.lire(valeurs)
    if lieu and not _deja_la(action, lieu, valeurs):
        if not ou.permet(lieu):
            raise Refus(_colonne(dict.fromkeys(LIEU), valeurs), "Vous ne notez pas d’action ici.")
        dits |= lieu._asdict()
    return {nom: valeur for nom, valeur in dits.items() if getattr(action, nom) != valeur}


def _deja_la(action, lieu: Lieu, valeurs):
    """La DISP seule d'une action locale est celle de son établissement."""
    if lieu.niveau == Niveau.REGIONAL and action.etablissement and "niveau" not in valeurs:
        return lieu.disp.pk == action.etablissement.disp_id
    return lieu == Lieu(Niveau(action.niveau), action.etablissement, action.disp)


def _colonne(champs, valeurs):
    """La première colonne de la ligne qui dit autre chose."""
    dites = [cle for cle in TITRES if cle in valeurs]
    codes = {"code"} if "etablissement" in champs else set()
    return next((cle for cle in dites if cle in {*champs, *codes}), "numero")


def _ecrire(verdict, action, champs):
    if "facilites" in champs:
        avant, libelle = list(action.facilites), ", ".join(facilites(action))
        action.facilites = champs["facilites"]
        change = Changement("facilités obtenues", libelle, ", ".join(facilites(action)))
        verdict.changements.append(change)
        verdict.ecritures.append(Ecriture(action, {"facilites": avant}))
    verdict.changer(action, {nom: v for nom, v in champs.items() if nom != "facilites"})


def _verifier(action, champs, numeros, juge):
    """Les règles de ce qui change, et d'elles seules : le passé garde ce qu'il avait."""
    verifier_les_textes(action)
    if champs.keys() & {"le", "etat", *LIEU}:
        verifier_le_jour(action, juge=juge)
    convenus = {e.categorie.convention_id for e in action.engagements.all()}
    if "le" in champs and convenus != {juge.conventions.du_jour(action.le)}:
        raise Refus("le", D_UNE_AUTRE_CONVENTION)
    if champs.keys() - {"le", "etat", *TEXTES, *LIEU}:
        verifier_le_reste(action, numeros)
