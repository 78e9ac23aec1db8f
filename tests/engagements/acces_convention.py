"""Qui entre où : les lignes de la matrice, leurs objets et leurs arguments (voir `test_acces`)."""

from tests import fabrique_convention

LIGNES = """
convention_en_cours                  -                c   >   >   >   >   >   >   >   -   -
convention                           -                c   +   +   +   +   +   +   +   -   -
indicateurs_export                   -                c   +   +   +   +   +   +   +   -   -
engagements_export                   -                c   +   +   +   +   +   +   +   -   -
points_export                        -                c   +   +   +   +   +   +   +   -   -
categorie                            -                c   +   +   +   +   +   +   +   -   -
engagement                           -                c   +   +   +   +   +   +   +   -   -
convention_modification              -                c   +   +   -   -   -   -   -   -   -
convention_nouvelle                  -                c   +   +   -   -   -   -   -   -   -
engagement_modification              -                c   +   +   -   -   -   -   -   -   -
cible                                -                c   +   +   -   -   -   -   -   -   -
releve                               -                c   +   +   -   -   -   -   -   -   -
point                                -                c   +   +   +   +   +   +   +   -   -
point_nouveau                        -                c   +   +   -   -   -   -   -   -   -
point_appreciation                   -                c   +   +   -   -   -   -   -   -   -
decision_nouvelle                    -                c   +   +   -   -   -   -   -   -   -
decision_suite                       -                c   +   +   -   -   -   -   -   -   -
"""


def poser(region, comptes):
    """La convention, une fois ; un point de suivi et sa décision."""
    if comptes:
        fabrique_convention.charger_la_convention()
        region.objets["decision"] = fabrique_convention.creer_decision()


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    decision = region.objets.get("decision")
    if decision is None:
        return {}
    point, engagement = decision.point, decision.engagement
    code, numero = point.categorie.convention.code, point.categorie.numero
    return {
        "convention": [code],
        "convention_modification": [code],
        "convention_nouvelle": [code],
        "indicateurs_export": [code, "csv"],
        "engagements_export": [code, "csv"],
        "points_export": [code, numero, "csv"],
        "categorie": [code, numero],
        "point_nouveau": [code, numero],
        "engagement": [code, engagement.numero],
        "engagement_modification": [engagement.pk],
        "cible": [engagement.indicateurs.first().pk],
        "releve": [engagement.indicateurs.first().pk],
        "point": [point.pk],
        "point_appreciation": [point.pk],
        "decision_nouvelle": [point.pk],
        "decision_suite": [decision.pk],
    }
