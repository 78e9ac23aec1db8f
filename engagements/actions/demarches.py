"""Les démarches locales (convention, 2.2) : par établissement, le dernier contact et ses fruits."""

import datetime as dt
from dataclasses import dataclass, field

from engagements.actions.annees import annee_en_cours
from engagements.actions.liste import facilites
from engagements.models import Action
from engagements.models.territoire import etablissements_suivis
from etablissements.models import Etablissement


@dataclass
class Demarches:
    """Un établissement, sa dernière démarche faite, et toutes les facilités obtenues."""

    etablissement: Etablissement
    derniere: Action | None = None
    facilites: list = field(default_factory=list)
    cette_annee: bool = False


def demarches_locales(lecteur, *, le: dt.date, disp=None) -> list[Demarches]:
    """Celles du territoire de ce compte : d'abord les établissements sans démarche cette année."""
    prisons = etablissements_suivis(lecteur).ouverts(le=le).order_by("nom")
    if disp:
        prisons = prisons.filter(disp=disp)
    lignes = {prison.pk: Demarches(prison) for prison in prisons.select_related("disp")}
    annee = annee_en_cours(le=le)
    faites = Action.objects.visibles_par(lecteur).faites()
    faites = faites.filter(etablissement__in=prisons.values("pk"), le__lte=le)
    for action in faites.exclude(interlocuteur="").order_by("-le", "-pk"):
        ligne = lignes[action.etablissement_id]
        ligne.derniere = ligne.derniere or action
        ligne.facilites += [f for f in facilites(action) if f not in ligne.facilites]
        ligne.cette_annee |= bool(annee and annee.debut <= action.le)
    return sorted(lignes.values(), key=lambda ligne: ligne.cette_annee)
