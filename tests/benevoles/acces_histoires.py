"""Qui lit quelle histoire : qui voit la page elle-même (voir `test_acces`)."""

LIGNES = """
personne_histoire                    vp-ici           c   +   0   +   0   +   0   0   -   -
personne_histoire_export             vp-ici           c   +   0   +   0   +   0   0   -   -
personne_histoire                    cp-ici           c   0   +   0   +   0   +   0   -   -
personne_histoire                    vp-là-bas        c   +   0   0   0   0   0   0   -   -
personne_histoire_export             vp-là-bas        c   +   0   0   0   0   0   0   -   -
personne_histoire                    cp-là-bas        c   0   +   0   0   0   0   0   -   -
liste_histoire                       vp-ici           c   +   0   +   0   +   0   -   -   -
liste_histoire_export                vp-ici           c   +   0   +   0   +   0   -   -   -
liste_histoire                       cp-ici           c   0   +   0   +   0   +   -   -   -
liste_histoire                       vp-là-bas        c   +   0   0   0   0   0   -   -   -
liste_histoire                       cp-là-bas        c   0   +   0   0   0   0   -   -   -
section_histoire                     ici              c   +   -   +   -   +   -   -   -   -
section_histoire_export              ici              c   +   -   +   -   +   -   -   -   -
section_histoire                     là-bas           c   +   -   0   -   0   -   -   -   -
seuils_histoire                      -                c   +   +   -   -   -   -   -   -   -
seuils_histoire_export               -                c   +   +   -   -   -   -   -   -   -
roles_histoire                       -                c   +   +   -   -   -   -   -   -   +
seuils_export                        -                c   +   +   -   -   -   -   -   -   -
roles_histoire_export                -                c   +   +   -   -   -   -   -   -   +
"""


def poser(region, comptes):
    """Rien à poser : le petit monde a déjà son histoire."""


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    fonction = "cp" if "cp" in sujet else "vp"
    affectation = region.cp if fonction == "cp" else region.vp
    pages = {
        "personne_histoire": [affectation.benevole_id],
        "liste_histoire": [region.etablissement.code, fonction],
        "section_histoire": [region.section.pk],
        "seuils_histoire": [],
        "roles_histoire": [],
    }
    exports = {f"{nom}_export": [*args, "csv"] for nom, args in pages.items()}
    return pages | exports | {"seuils_export": ["csv"]}
