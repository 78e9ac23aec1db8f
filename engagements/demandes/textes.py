"""Ce que disent les pages de confirmation, et le reçu."""

from engagements.demandes.acteurs import NOMS, Acteur
from engagements.demandes.etapes import ETAPES

CONFIRMATIONS = {
    "soumettre": "La demande part au visiteur proposé, ou à la section qui en proposera un.",
    "proposer": "Le visiteur choisi devra donner son accord ; la demande ira ensuite au SPIP.",
    "accepter": "L’accord donné, la demande part au SPIP. Le visiteur peut encore se désister.",
    "decliner": "Aucune raison n’est demandée. Un autre visiteur pourra être proposé.",
    "desister": "Aucune raison n’est demandée. Un autre visiteur devra être proposé, et le SPIP"
    " consulté de nouveau.",
    "avaliser": "Le visiteur pourra rencontrer l’apprenant. AUXILIA, la section et le visiteur en"
    " seront prévenus.",
    "refuser": "La demande sera close. AUXILIA, la section et le visiteur en seront prévenus, sans"
    " le motif pour ces deux derniers.",
    "differer": "Aucun motif n’est demandé ni enregistré. La demande reste sur votre liste : vous"
    " répondrez quand vous le pourrez.",
    "renvoyer": "La demande revient à AUXILIA, qui la complète et la renvoie.",
    "completer": "La demande repart au SPIP.",
    "rencontrer": "Quelques mots suffisent : AUXILIA assure la suite.",
    "clore": "Le texte libre s’efface tout de suite ; la demande est réduite à ses nombres un mois"
    " plus tard.",
    "retirer": "La demande s’arrête là. Le texte libre s’efface tout de suite.",
}
DANGERS = {"refuser", "retirer", "decliner", "desister"}


def recu(etape, demande, quand) -> str:
    """Le reçu d'une étape franchie : quoi, quand, et qui vient d'en être prévenu."""
    geste = etape.geste[:1].lower() + etape.geste[1:]
    noms = [NOMS[titre] for titre in Acteur if titre in demande.prevenus]
    liste = " et ".join(filter(None, [", ".join(noms[:-1]), *noms[-1:]]))
    fait = f"C’est enregistré, demande n° {demande.pk}, le {quand:%d/%m/%Y à %H:%M} : {geste}."
    return f"{fait} Nous prévenons {liste}." if noms else fait


def en_clair(quoi: str) -> str:
    """Une ligne du journal, en français."""
    autres = {"creer": "a préparé la demande", "consultation": "a lu la demande"}
    autres["export"] = "a exporté la demande dans une liste"
    return autres[quoi] if quoi in autres else ETAPES[quoi].fait
