"""Les règles d'une action, à l'écran, appliquées à la ligne d'un tableau."""

from benevoles.forms.saisie import faute_du_jour_saisi
from engagements.actions.phrases import DEMARCHE
from engagements.actions.regles import SANS_CONVENTION, faute_du_jour, faute_du_lieu, fautes
from engagements.models.actions import LONGUEUR_DESCRIPTION, Action
from etablissements.echanges.verdicts import Refus

LONGUEURS = {"titre": Action._meta.get_field("titre").max_length}
LONGUEURS["description"] = LONGUEUR_DESCRIPTION
TROP_DE_PERSONNES = 32_767


def verifier(action, numeros, *, juge) -> list:
    """Les engagements de l'action, toutes ses règles vérifiées ; lève `Refus`."""
    verifier_les_textes(action)
    verifier_le_jour(action, juge=juge)
    alors = juge.conventions.engagements(action.le)
    if inconnus := sorted(numeros - alors.keys()):
        phrase = f"La convention n’avait pas d’engagement {inconnus[0]} à cette date."
        raise Refus("engagements", phrase if alors else SANS_CONVENTION)
    verifier_le_reste(action, numeros)
    return [alors[numero] for numero in sorted(numeros)]


def verifier_les_textes(action):
    for champ, longueur in LONGUEURS.items():
        if len(getattr(action, champ)) > longueur:
            raise Refus(champ, f"{longueur} signes au plus.")


def verifier_le_jour(action, *, juge):
    """Un jour plausible, qui va avec l'état, et où l'établissement était ouvert."""
    for faute in (
        faute_du_jour_saisi(action.le, le=juge.le),
        faute_du_jour(action.etat, action.le, le=juge.le),
        faute_du_lieu(action.etablissement, action.le),
    ):
        if faute:
            raise Refus("le", faute)


def verifier_le_reste(action, numeros):
    """À qui l'on a parlé, ce qu'on a obtenu, vers qui l'on a orienté, et combien de personnes."""
    if not (action.par_anvp or action.par_auxilia):
        raise Refus("par_anvp", "Indiquez quelle association a agi.")
    if action.interlocuteur and DEMARCHE not in numeros:
        raise Refus(
            "interlocuteur", f"Seule une démarche ({DEMARCHE}) se fait auprès de quelqu’un."
        )
    if action.facilites and not action.interlocuteur:
        raise Refus("facilites", "Une facilité s’obtient de quelqu’un : dites de qui.")
    if not 1 <= (action.orientations or 1) <= TROP_DE_PERSONNES or action.orientations == 0:
        raise Refus("orientations", "Écrivez un nombre de personnes.")
    dits = {nom: getattr(action, nom) for nom in ("interlocuteur", "voie", "orientations")}
    for champ, faute in fautes(numeros=numeros, **dits):
        raise Refus(champ, faute)
