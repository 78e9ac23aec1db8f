"""La campagne de chaque année : s'ouvrir, s'arrêter le jour dit, et ce qui manque à qui."""

import datetime as dt
from collections import Counter

from django.utils.timezone import localdate

from engagements.annonces import annoncer
from engagements.attendus import Attendu
from engagements.demandes.destinataires import directions
from engagements.models import Convention, Nature
from partenariat.models import Association
from suivi.evaluations.arret import arreter
from suivi.models import Evaluation, Rubrique

AVANCE = 42  # jours entre l'ouverture et l'anniversaire
COMMENTER, SIGNER = 30, 60  # jours après l'anniversaire
RAPPELS = (-14, -3, 1)  # jours autour de chaque échéance, à qui il manque quelque chose


def calendrier(convention: Convention, annee: int) -> dict[str, dt.date]:
    """Les dates proposées pour l'évaluation de cette année."""
    arret = convention.periode(annee)[1] + dt.timedelta(days=1)
    return {
        "ouverte_le": arret - dt.timedelta(days=AVANCE),
        "arret_le": arret,
        "commentaires_le": arret + dt.timedelta(days=COMMENTER),
        "signature_le": arret + dt.timedelta(days=SIGNER),
    }


def ouvrir_et_arreter(maintenant: dt.datetime) -> Counter:
    """La nuit : ouvre la campagne quand son jour vient, arrête les chiffres le jour dit."""
    le, faits = localdate(maintenant), Counter()
    convention = Convention.objects.en_cours(le=le).first()
    if convention and convention.categories.exists():
        dates = calendrier(convention, convention.annee_du(le))
        if dates["ouverte_le"] <= le:
            faits["evaluations_ouvertes"] += Evaluation.objects.get_or_create(
                convention=convention, annee=convention.annee_du(le), defaults=dates
            )[1]
    for evaluation in Evaluation.objects.filter(arrets=None, arret_le__lte=le):
        arreter(evaluation, maintenant=maintenant)
        faits["evaluations_arretees"] += 1
    return faits


def avancement(evaluation: Evaluation) -> list[tuple[Rubrique, dict[str, bool]]]:
    """Par rubrique, et par association : a-t-elle commenté ?"""
    faits = {(c.rubrique, c.association) for c in evaluation.commentaires.all()}
    return [
        (rubrique, {a.label: (rubrique.value, a.value) in faits for a in Association})
        for rubrique in Rubrique
    ]


def rappeler(maintenant: dt.datetime) -> Counter:
    """La nuit : écrit aux directions qui n'ont pas tout commenté, ou pas signé ; à elles seules."""
    le, rappels = localdate(maintenant), 0
    ouvertes = Evaluation.objects.filter(publiee_le=None, ouverte_le__lte=le)
    for evaluation in ouvertes.select_related("convention"):
        if jalon := _jalon(evaluation, le):
            en_retard = [a for a in Association if list(_attendus(evaluation, a))]
            rappels += annoncer(
                None,
                Nature.RAPPEL,
                directions(en_retard, le=le),
                maintenant=maintenant,
                evenement=f"{evaluation.pk}:{jalon}",
            )
    return Counter(rappels_d_evaluation=rappels)


def _jalon(evaluation, le):
    """Le dernier jour de rappel, s'il a moins d'une semaine : un travail de nuit a pu manquer."""
    jalons = [
        echeance + dt.timedelta(days=jours)
        for echeance in (evaluation.commentaires_le, evaluation.signature_le)
        for jours in RAPPELS
    ]
    passes = [jour for jour in jalons if 0 <= (le - jour).days < 7]
    return max(passes, default=None)


def attendus(utilisateur, *, le: dt.date) -> list[Attendu]:
    """Ce que les évaluations en cours attendent d'une direction : commenter, puis signer."""
    association = utilisateur.droits.direction
    if association is None:
        return []
    ouvertes = Evaluation.objects.filter(publiee_le=None, ouverte_le__lte=le)
    lignes = ouvertes.prefetch_related("commentaires", "signatures", "arrets")
    return [a for e in lignes.select_related("convention") for a in _attendus(e, association)]


def _attendus(evaluation, association):
    ecrites = {c.rubrique for c in evaluation.commentaires.all() if c.association == association}
    manquent = len(set(Rubrique.values) - ecrites)
    if manquent:
        quoi = "une rubrique" if manquent == 1 else f"{manquent} rubriques"
        yield Attendu(
            evaluation.ouverte_le,
            f"{evaluation} : il vous reste {quoi} à commenter.",
            evaluation.get_absolute_url(),
        )
    signees = {s.association for s in evaluation.signatures.all() if s.annulee_le is None}
    if evaluation.arrets.all() and association not in signees and not manquent:
        yield Attendu(
            evaluation.arret_le,
            f"{evaluation} : elle attend votre signature.",
            evaluation.get_absolute_url(),
        )
