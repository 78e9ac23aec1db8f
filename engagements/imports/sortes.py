"""Les sortes d'import des engagements."""

from benevoles.imports.registre import Sorte
from engagements.imports import actions
from engagements.models import Action

ACTIONS = Sorte(
    cle="actions",
    nom="actions",
    juge=actions.Actions,
    colonnes=actions.colonnes,
    permise=lambda droits: droits.peut_saisir,
    modeles=(Action, actions.LIENS),
    page="action",
    absents=(
        "Notées aux mêmes lieux, entre les mêmes jours, ces actions ne sont pas dans le fichier."
        " L’import ne change rien pour elles."
    ),
)
