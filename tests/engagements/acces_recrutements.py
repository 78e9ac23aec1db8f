"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from benevoles.models import Fonction
from tests import fabrique_recrutements

LIGNES = """
recrutements                         -                c   +   +   +   +   +   +   -   -   -
recrutements_export                  -                c   +   +   +   +   +   +   -   -   -
recrutement_nouveau                  vp-ici           c   +   0   +   0   +   0   -   -   -
recrutement_nouveau                  cp-ici           c   0   +   0   +   0   +   -   -   -
recrutement_nouveau                  vp-là-bas        c   +   0   0   0   0   0   -   -   -
recrutement_nouveau                  cp-là-bas        c   0   +   0   0   0   0   -   -   -
recrutement                          vp-ici           c   +   0   +   0   +   0   -   -   -
recrutement                          cp-ici           c   0   +   0   +   0   +   -   -   -
recrutement                          vp-là-bas        c   +   0   0   0   0   0   -   -   -
recrutement                          cp-là-bas        c   0   +   0   0   0   0   -   -   -
recrutement_modification             vp-ici           c   +   0   +   0   +   0   -   -   -
recrutement_modification             cp-ici           c   0   +   0   +   0   +   -   -   -
recrutement_modification             vp-là-bas        c   +   0   0   0   0   0   -   -   -
recrutement_abandon                  vp-ici           c   +   0   +   0   +   0   -   -   -
recrutement_abandon                  cp-ici           c   0   +   0   +   0   +   -   -   -
recrutement_abandon                  vp-là-bas        c   +   0   0   0   0   0   -   -   -
candidat_nouveau                     vp-ici           c   +   0   +   0   +   0   -   -   -
candidat_nouveau                     cp-ici           c   0   +   0   +   0   +   -   -   -
candidat_nouveau                     vp-là-bas        c   +   0   0   0   0   0   -   -   -
candidat_modification                vp-ici           c   +   0   +   0   +   0   -   -   -
candidat_modification                cp-ici           c   0   +   0   +   0   +   -   -   -
candidat_modification                cp-là-bas        c   0   +   0   0   0   0   -   -   -
candidat_etape                       vp-ici-envoi     c   >   0   >   0   >   0   -   -   -
candidat_etape                       cp-ici-envoi     c   0   >   0   >   0   >   -   -   -
candidat_etape                       vp-là-bas-envoi  c   >   0   0   0   0   0   -   -   -
"""


def poser(region, comptes):
    """Une prison sans personne où l'on cherche, une autre où l'on pourrait chercher."""
    manques = []
    for _ in range(2):
        prison = fabrique_recrutements.creer_manque(section=region.section, disp=region.disp)
        if comptes:
            fabrique_recrutements.creer_cp_sans_titre(prison=prison, compte=comptes["cp"])
        manques.append(prison)
    region.objets["manque"] = manques[0]
    region.objets["candidats"] = {
        fonction.lower(): fabrique_recrutements.creer_candidat(
            recrutement=fabrique_recrutements.creer_recrutement(
                etablissement=manques[1], fonction=fonction
            )
        )
        for fonction in Fonction.values
    }


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    fonction = "cp" if "cp" in sujet else "vp"
    candidat = region.objets["candidats"][fonction]
    gestes = ("", "_modification", "_abandon")
    siens = {f"recrutement{geste}": [candidat.recrutement_id] for geste in gestes}
    siens |= dict.fromkeys(("candidat_modification", "candidat_etape"), [candidat.pk])
    return siens | {
        "recrutements": [],
        "recrutements_export": ["csv"],
        "recrutement_nouveau": [region.objets["manque"].code, fonction],
        "candidat_nouveau": [candidat.recrutement_id],
    }
