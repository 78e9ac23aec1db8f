"""Les sortes d'import des engagements."""

from benevoles.imports.registre import Sorte
from engagements.imports import actions, formations
from engagements.imports.sessions import a_garder
from engagements.models import Action, Formation, Inscription, Session

ACTIONS = Sorte(
    cle="actions",
    nom="actions",
    juge=actions.Actions,
    colonnes=actions.colonnes,
    permise=lambda droits: droits.peut_saisir,
    modeles=(Action, actions.LIENS),
    liste=("actions", "Actions"),
    page="action",
    absents=(
        "Notées aux mêmes lieux, entre les mêmes jours, ces actions ne sont pas dans le fichier."
        " L’import ne change rien pour elles."
    ),
)
FORMATIONS = Sorte(
    cle="formations",
    nom="sessions de formation et participants",
    juge=formations.Formations,
    colonnes=formations.colonnes,
    permise=lambda droits: droits.peut_piloter,
    modeles=(Formation, Session, Inscription),
    liste=("formations", "Formations"),
    page="session",
    absents=(
        "Ces sessions, ou ces participants, ne sont pas dans le fichier. L’import ne change rien"
        " pour eux."
    ),
    a_garder=a_garder,
    personnel=True,
)
