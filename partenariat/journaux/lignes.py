"""Une ligne de journal : une liste fermée de champs, jamais la valeur d'une requête.

Le texte d'une exception recopie la ligne refusée (PostgreSQL) ou l'adresse demandée (Django) : il
n'est pas gardé, seulement son type et le chemin suivi dans le code. D'une bibliothèque, on ne garde
que le modèle du message, sans ses valeurs.
"""

import datetime as dt
import json
import logging
import traceback

from partenariat.journaux.identifiants import identifiant_courant

# Leurs messages sont relus : aucun ne porte de nom, d'adresse ni de valeur saisie.
RELUS = ("partenariat", "etablissements", "benevoles", "engagements", "suivi", "django_tasks")
CADRES = 30  # les derniers appels suffisent à trouver la faute


class LigneJson(logging.Formatter):
    def format(self, record):
        ligne = {
            "quand": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(
                "T", "milliseconds"
            ),
            "niveau": record.levelname,
            "journal": record.name,
            "message": _message(record),
            "requete": identifiant_courant(),
            **getattr(record, "faits", {}),
        }
        if record.exc_info and record.exc_info[1]:
            ligne |= _exception(record.exc_info[1])
        return json.dumps({c: v for c, v in ligne.items() if v is not None}, ensure_ascii=False)


def _message(record):
    if record.name.startswith(RELUS):
        return record.getMessage()
    # Sans arguments, le message est déjà composé : on ne sait pas ce qu'il contient.
    return record.msg if record.args and isinstance(record.msg, str) else "(texte non gardé)"


def _exception(exception):
    cadres = traceback.extract_tb(exception.__traceback__)[-CADRES:]
    return {
        "exception": " < ".join(_types(exception)),
        "chemin": [f"{cadre.filename}:{cadre.lineno} {cadre.name}" for cadre in cadres],
    }


def _types(exception):
    """Son type, puis ceux de ses causes."""
    while exception is not None:
        yield type(exception).__name__
        exception = exception.__cause__ or exception.__context__
