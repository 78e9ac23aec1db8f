"""Qui entre où : les évaluations (voir `test_acces`)."""

from tests import fabrique_evaluations

# Une évaluation pas encore publiée : les directions et les délégués seulement.
LIGNES = """
evaluations                          -                c   +   +   +   +   +   +   +   -   -
evaluations_export                   -                c   +   +   +   +   +   +   +   -   -
evaluation                           -                c   +   +   +   +   0   0   0   -   -
evaluation_lecture                   -                c   +   +   +   +   0   0   0   -   -
evaluation_carte                     -                c   +   +   +   +   0   0   0   -   -
evaluation_donnees                   -                c   +   +   +   +   0   0   0   -   -
evaluation_ecarts                    -                c   +   +   +   +   -   -   -   -   -
evaluation_ecarts_export             -                c   +   +   +   +   -   -   -   -   -
evaluation_dates                     -                c   +   +   -   -   -   -   -   -   -
commentaire                          -                c   +   +   -   -   -   -   -   -   -
evaluation_arret                     -                c   +   +   -   -   -   -   -   -   -
evaluation_signature                 -                c   >   >   -   -   -   -   -   -   -
document_nouveau                     envoi            c   0   0   0   0   0   0   0   -   -
document                             -                c   +   +   +   +   0   0   0   -   -
document_fichier                     -                c   0   0   0   0   0   0   0   -   -
evaluation_schema                    -                +   +   +   +   +   +   +   +   +   +
verification                         -                +   +   +   +   +   +   +   +   +   +
"""


def poser(region, comptes):
    """Une évaluation arrêtée, un document pas encore fait."""
    if comptes:
        region.objets["document"] = fabrique_evaluations.creer_document()


def arguments(region, sujet):
    """Par nom d'adresse, ses arguments dans cette région."""
    document = region.objets.get("document")
    if document is None:
        return {}
    siens = {nom: [document.evaluation_id] for nom in _noms() if nom.startswith("evaluation_")}
    return siens | {
        "evaluation_schema": [],
        "evaluations_export": ["csv"],
        "evaluation_ecarts_export": [document.evaluation_id, "csv"],
        "evaluation_donnees": [document.evaluation_id, "json"],
        "evaluation": [document.evaluation_id],
        "commentaire": [document.evaluation_id, "synthese"],
        "document_nouveau": [document.evaluation_id],
        "document": [document.pk],
        "document_fichier": [document.pk],
    }


def _noms():
    return [ligne.split()[0] for ligne in LIGNES.strip().splitlines()]
