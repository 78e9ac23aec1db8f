"""Qui entre où : les listes à emporter, et leur journal (voir `test_acces`).

Une liste s'emporte quand elle se lit : la même ligne que sa page.
"""

LIGNES = """
telechargements                      -                c   +   +   -   -   -   -   -   -   -
telechargements_export               -                c   +   +   -   -   -   -   -   -   -
etablissements_export                -                c   +   +   +   +   +   +   +   +   +
tableau_de_bord_export               -                c   +   +   +   +   +   +   +   -   -
disp_export                          là-bas           c   +   +   +   +   +   +   +   -   -
sections_export                      -                c   +   -   +   -   +   -   -   -   -
comptes_export                       -                c   +   +   -   -   -   -   -   -   +
doublons_export                      -                c   +   +   +   +   -   -   -   -   -
fusions_export                       -                c   +   +   -   -   -   -   -   -   -
demande_journal_export               ici              c   +   +   -   -   -   -   -   -   -
demandes_export                      -                c   +   +   +   +   +   +   +   +   -
demarches_export                     -                c   +   +   +   +   +   +   +   -   -
reunions_export                      -                c   +   +   +   +   +   +   +   -   -
reciprocite_export                   -                c   +   +   +   +   -   -   -   -   -
formations_export                    -                c   +   +   +   +   +   +   +   -   -
participations_export                -                c   +   +   +   +   -   -   -   -   -
session_export                       ici              c   +   +   +   +   +   +   +   -   -
publications_export                  -                c   +   +   +   +   -   -   -   -   -
double_adhesion_export               -                c   +   +   +   +   +   +   -   -   -
"""


def poser(region, comptes):
    """Rien de plus que le monde commun."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    noms = (ligne.split()[0] for ligne in LIGNES.strip().splitlines())
    siens = {nom: ["csv"] for nom in noms if nom.endswith("_export")}
    siens["disp_export"] = [region.disp.code, "csv"]
    siens["demande_journal_export"] = [region.demande.pk, "csv"]
    siens["session_export"] = [region.objets["session"].pk, "csv"]
    return siens | {"telechargements": []}
