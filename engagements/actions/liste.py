"""Les actions telles qu'une liste, une page ou un tableur les montrent."""

from benevoles.telechargements import Tableau
from engagements.actions.colonnes import ENTETES
from engagements.actions.lieux import libelle_du_lieu
from engagements.models import Action, Facilite


def actions_de(lecteur):
    """Les actions que ce lecteur voit, avec ce qu'une ligne montre : trois requêtes en tout."""
    visibles = Action.objects.visibles_par(lecteur)
    visibles = visibles.select_related("etablissement__disp", "disp")
    return visibles.prefetch_related("engagements__categorie__convention")


def numeros(action) -> str:
    """« 1.1, 2.2 », dans l'ordre."""
    return ", ".join(sorted(engagement.numero for engagement in action.engagements.all()))


def facilites(action) -> list[str]:
    """Les facilités obtenues, en clair ; une valeur que la liste ne connaît plus est tue."""
    return [facilite.label for facilite in Facilite if facilite.value in action.facilites]


def _rangee(action):
    """Sans nom de personne."""
    disp = action.disp or (action.etablissement and action.etablissement.disp)
    return [
        action.pk,
        action.le,
        action.get_etat_display(),
        action.titre,
        action.get_niveau_display(),
        action.etablissement.code if action.etablissement else "",
        libelle_du_lieu(action) if action.etablissement else "",
        str(disp or ""),
        "oui" if action.par_anvp else "",
        "oui" if action.par_auxilia else "",
        numeros(action),
        action.get_interlocuteur_display(),
        ", ".join(facilites(action)),
        action.get_voie_display(),
        action.orientations,
        action.description,
    ]


ACTIONS = Tableau("Actions", "actions", ENTETES, _rangee)
