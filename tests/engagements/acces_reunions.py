"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from engagements.models import AbonnementAgenda
from engagements.reunions.abonnement import jeton
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_reunions import creer_convocation, creer_reunion

# Une réunion régionale créée par le délégué de l'ANVP ; le CP Auxilia d'« ici » y est invité.
LIGNES = """
reunions                             -                c   +   +   +   +   +   +   +   -   -
reunion                              ici              c   +   +   +   +   +   +   +   -   -
reunion                              là-bas           c   +   +   0   0   0   0   0   -   -
reunion_nouvelle                     -                c   +   +   +   +   +   +   -   -   -
reunion_modification                 ici              c   +   0   +   0   0   0   -   -   -
reunion_modification                 là-bas           c   +   0   0   0   0   0   -   -   -
reunion_annulation                   ici              c   +   0   +   0   0   0   -   -   -
reunion_annulation                   là-bas           c   +   0   0   0   0   0   -   -   -
reunion_ajout                        ici              c   +   0   +   0   0   0   -   -   -
reunion_ajout                        là-bas           c   +   0   0   0   0   0   -   -   -
reunion_envoi                        ici              c   +   0   +   0   0   0   -   -   -
reunion_envoi                        là-bas           c   +   0   0   0   0   0   -   -   -
reunion_presence                     ici              c   +   0   +   0   0   0   -   -   -
reunion_presence                     là-bas           c   +   0   0   0   0   0   -   -   -
reunion_feuille                      ici              c   +   0   +   0   0   0   -   -   -
reunion_feuille                      là-bas           c   +   0   0   0   0   0   -   -   -
compte_rendu                         ici              c   +   0   +   0   0   0   -   -   -
compte_rendu                         là-bas           c   +   0   0   0   0   0   -   -   -
reunion_retrait                      ici              c   +   0   +   0   0   0   -   -   -
reunion_retrait                      là-bas           c   +   0   0   0   0   0   -   -   -
reponse                              ici              c   +   0   +   0   0   +   0   -   -
reponse                              là-bas           c   +   0   0   0   0   0   0   -   -
reunion_ics                          ici              c   +   +   +   +   +   +   +   -   -
reunion_ics                          là-bas           c   +   +   0   0   0   0   0   -   -
reciprocite                          -                c   +   +   +   +   -   -   -   -   -
agenda                               -                c   +   +   +   +   +   +   +   -   -
agenda_flux                          ici              +   +   +   +   +   +   +   +   +   +
agenda_flux                          révoqué          0   0   0   0   0   0   0   0   0   0
"""


def poser(region, comptes):
    """Une réunion régionale, un invité de plus, et l'agenda de cet invité."""
    auteur = comptes.get("delegue_anvp") or fabrique.creer_delegue(disp=region.disp)
    convie = comptes.get("cp") or fabrique.creer_compte()
    reunion = creer_reunion(par=auteur, disp=region.disp)
    region.objets["reunion"] = reunion
    region.objets["convocation"] = creer_convocation(
        reunion=reunion, compte=convie, association=Association.AUXILIA
    )
    region.objets["abonnement"] = AbonnementAgenda.objects.create(compte=convie)


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    reunion, convocation = [region.objets["reunion"].pk], [region.objets["convocation"].pk]
    vrai = jeton(region.objets["abonnement"])
    sur_la_reunion = (
        *("reunion", "reunion_modification", "reunion_annulation", "reunion_ajout"),
        *("reunion_envoi", "reunion_presence", "reunion_feuille", "reunion_ics", "compte_rendu"),
    )
    return {
        **dict.fromkeys(sur_la_reunion, reunion),
        "reponse": convocation,
        "reunion_retrait": convocation,
        "reunion_nouvelle": [],
        "agenda_flux": [f"{vrai}0" if "révoqué" in sujet else vrai],
    }
