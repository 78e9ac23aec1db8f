"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from partenariat.models import Association
from tests import fabrique_adhesions

LIGNES = """
double_adhesion                      -                c   +   +   +   +   +   +   -   -   -
double_adhesion_taux                 -                c   +   +   +   +   -   -   -   -   -
double_adhesion_taux_export          -                c   +   +   +   +   -   -   -   -   -
mon_adhesion                         -                c   0   0   0   0   +   +   +   -   -
incitation_nouvelle                  vp-ici           c   +   0   +   0   +   0   -   -   -
incitation_nouvelle                  cp-ici           c   0   +   0   +   0   +   -   -   -
incitation_nouvelle                  vp-là-bas        c   +   0   0   0   0   0   -   -   -
incitation_nouvelle                  cp-là-bas        c   0   +   0   0   0   0   -   -   -
incitation_envoi                     vp-ici-envoi     c   >   0   >   0   >   0   -   -   -
incitation_envoi                     cp-ici-envoi     c   0   >   0   >   0   >   -   -   -
incitation_envoi                     vp-là-bas-envoi  c   >   0   0   0   0   0   -   -   -
incitation_envoi                     cp-là-bas-envoi  c   0   >   0   0   0   0   -   -   -
incitation_retrait                   vp-ici           c   +   0   +   0   +   0   0   -   -
incitation_retrait                   cp-ici           c   0   +   0   +   0   +   0   -   -
incitation_retrait                   vp-là-bas        c   +   0   0   0   0   0   0   -   -
incitation_retrait                   cp-là-bas        c   0   +   0   0   0   0   0   -   -
"""


def poser(region, comptes):
    """Le visiteur et le CP Auxilia de la région veulent bien être invités."""
    region.objets["incitations"] = {
        "vp": fabrique_adhesions.creer_incitation(benevole=region.vp.benevole),
        "cp": fabrique_adhesions.creer_incitation(
            benevole=region.cp.benevole, vers=Association.ANVP
        ),
    }


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    fonction = "cp" if "cp" in sujet else "vp"
    affectation = region.cp if fonction == "cp" else region.vp
    incitation = region.objets["incitations"][fonction]
    siens = {nom: [] for nom in ("double_adhesion", "double_adhesion_taux", "mon_adhesion")}
    siens["double_adhesion_taux_export"] = ["csv"]
    siens["incitation_nouvelle"] = [affectation.benevole_id]
    return siens | dict.fromkeys(("incitation_envoi", "incitation_retrait"), [incitation.pk])
