"""Figer les chiffres d'une évaluation, les corriger, les comparer à ceux d'aujourd'hui."""

import datetime as dt
import json
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from suivi.evaluations.canonique import canonique, empreinte
from suivi.evaluations.chiffres import chiffres
from suivi.evaluations.signature import annuler_les_signatures
from suivi.models import Arret, Evaluation


class Ecart(NamedTuple):
    """Une valeur qui n'est plus celle d'alors ; `ou` : son chemin dans la donnée."""

    ou: str
    alors: object
    maintenant: object


@transaction.atomic
def arreter(evaluation: Evaluation, *, maintenant: dt.datetime, par=None, motif="") -> Arret:
    """Fige les chiffres, calculés à l'instant. Après le premier arrêt, il faut un motif.

    L'ancien arrêt reste ; les signatures qu'il portait sont annulées. Lève ValidationError si
    l'évaluation est publiée, ou si le motif manque.
    """
    evaluation = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    dernier = evaluation.arrets.first()
    if evaluation.publiee_le:
        raise ValidationError("Cette évaluation est publiée : ses chiffres ne changent plus.")
    if dernier and not motif.strip():
        raise ValidationError({"motif": "Une correction dit pourquoi."})
    donnees = _calculer(evaluation)
    arret = Arret(
        evaluation=evaluation,
        numero=dernier.numero + 1 if dernier else 1,
        le=maintenant,
        par=par,
        motif=motif if dernier else "",
        donnees=donnees,
        empreinte=empreinte(donnees),
    )
    arret.full_clean(exclude=["par", "evaluation"])
    arret.save()
    annuler_les_signatures(evaluation, "les chiffres ont été corrigés", maintenant=maintenant)
    return arret


def ecarts(arret: Arret) -> list[Ecart]:
    """Tout ce qui, recalculé maintenant, n'est plus ce qui a été figé."""
    return list(_comparer("", arret.donnees, _calculer(arret.evaluation)))


def _calculer(evaluation):
    """La donnée telle qu'elle se relit : du JSON, et rien que du JSON."""
    return json.loads(canonique(chiffres(evaluation.convention, evaluation.annee)))


def _comparer(ou, alors, maintenant):
    if isinstance(alors, dict) and isinstance(maintenant, dict):
        for cle in sorted(alors.keys() | maintenant.keys()):
            yield from _comparer(f"{ou} › {cle}", alors.get(cle), maintenant.get(cle))
    elif isinstance(alors, list) and isinstance(maintenant, list):
        avant, apres = _par_nom(alors), _par_nom(maintenant)
        for nom in sorted(avant.keys() | apres.keys()):
            yield from _comparer(f"{ou} › {nom}", avant.get(nom), apres.get(nom))
    elif alors != maintenant:
        yield Ecart(ou.removeprefix(" › "), alors, maintenant)


def _par_nom(liste):
    """Les éléments d'une liste par ce qui les nomme, à défaut par leur rang."""
    return {
        str(e.get("code") or e.get("numero") or e.get("annee") or rang)
        if isinstance(e, dict)
        else str(rang): e
        for rang, e in enumerate(liste)
    }
