"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from tests import fabrique_actions

LIGNES = """
actions                              -                c   +   +   +   +   +   +   +   -   -
actions_export                       -                c   +   +   +   +   +   +   +   -   -
action_nouvelle                      -                c   +   +   +   +   +   +   -   -   -
action                               ici              c   +   +   +   +   +   +   +   -   -
action                               là-bas           c   +   +   0   0   0   0   0   -   -
action_modification                  ici              c   +   0   0   0   +   0   -   -   -
action_modification                  là-bas           c   +   0   0   0   0   0   -   -   -
action_etat                          ici              c   +   0   0   0   +   0   -   -   -
action_etat                          là-bas           c   +   0   0   0   0   0   -   -   -
demarches                            -                c   +   +   +   +   +   +   +   -   -
piece_nouvelle                       action:ici       c   +   0   0   0   +   0   -   -   -
piece_nouvelle                       action:là-bas    c   +   0   0   0   0   0   -   -   -
piece_nouvelle                       étape            c   +   +   0   0   0   0   -   -   -
piece_nouvelle                       version          c   +   0   0   0   0   0   -   -   -
piece                                action:ici       c   +   +   +   +   +   +   +   0   0
piece                                action:là-bas    c   +   +   0   0   0   0   0   0   0
piece                                étape            c   +   +   +   +   0   0   0   0   0
piece                                version          c   +   +   0   0   0   0   0   0   0
piece_retrait                        action:ici       c   +   0   0   0   +   0   -   -   -
piece_retrait                        étape            c   +   +   0   0   0   0   -   -   -
piece_retrait                        version          c   +   0   0   0   0   0   -   -   -
positions                            -                c   +   +   +   +   +   +   +   -   -
positions_export                     -                c   +   +   +   +   +   +   +   -   -
position                             projet           c   +   +   0   0   0   0   0   -   -
position                             arrêtée          c   +   +   +   +   +   +   +   -   -
position_nouvelle                    -                c   +   +   -   -   -   -   -   -   -
position_version                     projet           c   +   +   -   -   -   -   -   -   -
position_accord                      projet           c   +   +   -   -   -   -   -   -   -
gncp                                 -                c   +   +   +   +   -   -   -   -   -
gncp_export                          -                c   +   +   +   +   -   -   -   -   -
gncp_etape_nouvelle                  -                c   +   +   -   -   -   -   -   -   -
gncp_etape_modification              -                c   +   +   -   -   -   -   -   -   -
"""


def poser(region, comptes):
    """Une action du président, avec une pièce ; ici, deux positions et une étape du GNCP."""
    objets, president = region.objets, comptes.get("president")
    objets["action"] = fabrique_actions.creer_action(
        etablissement=region.etablissement, cree_par=president
    )
    objets["piece_action"] = fabrique_actions.creer_piece(action=objets["action"])
    if not comptes:
        return
    objets["projet"] = fabrique_actions.creer_position()
    objets["arretee"] = fabrique_actions.creer_position(titre="La formation")
    fabrique_actions.accorder(objets["arretee"].versions.get())
    objets["etape"] = fabrique_actions.creer_etape()
    objets["version"] = objets["projet"].versions.get()
    objets["piece_etape"] = fabrique_actions.creer_piece(etape=objets["etape"])
    objets["piece_version"] = fabrique_actions.creer_piece(version=objets["version"])


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    objets = region.objets
    sorte = {"action": "action", "étape": "etape", "version": "version"}.get(sujet.split(":")[0])
    position = objets.get("arretee" if sujet == "arrêtée" else "projet")
    siens = {nom: [objets["action"].pk] for nom in ("action", "action_modification", "action_etat")}
    siens |= {nom: ["csv"] for nom in ("actions_export", "positions_export", "gncp_export")}
    if sorte:
        siens["piece_nouvelle"] = [sorte, objets[sorte].pk]
        siens |= dict.fromkeys(("piece", "piece_retrait"), [objets[f"piece_{sorte}"].pk])
    if position:
        siens |= dict.fromkeys(("position", "position_version"), [position.pk])
        siens["position_accord"] = [position.versions.get().pk]
        siens["gncp_etape_modification"] = [objets["etape"].pk]
    return siens | {nom: [] for nom in ("actions", "action_nouvelle", "positions", "gncp")}
