"""Les évaluations de la démonstration : les cinq de 2014 à 2019, la dernière à signer."""

import datetime as dt

from django.utils.timezone import make_aware

from benevoles.demo.comptes import DIRECTION_ANVP, DIRECTION_AUXILIA
from engagements.models import Convention
from partenariat.models import Association, Utilisateur
from suivi.evaluations.arret import arreter
from suivi.evaluations.campagne import calendrier
from suivi.evaluations.signature import empreinte_du_document, signer
from suivi.models import Commentaire, Evaluation, Rubrique

VOIX = {
    Association.ANVP: (
        "L’année a été bonne là où les sections se sont réunies avec les CP Auxilia ; ailleurs, les"
        " listes ne suffisent pas. Nous demandons un effort sur les établissements sans visiteur."
    ),
    Association.AUXILIA: (
        "Les cours ont suivi les personnes d’un établissement à l’autre grâce aux visiteurs. Il"
        " manque des CP Auxilia dans plus de la moitié des établissements : c’est notre priorité."
    ),
}
DESACCORD = "Nous ne partageons pas cette lecture : le nombre de réunions n’en dit pas l’utilité."


def construire(*, le: dt.date) -> None:
    """Les années finies de la convention de 2014, commentées ; toutes signées sauf la dernière."""
    convention = Convention.objects.get(code="2014-2019")
    finies = [a for a in convention.annees() if convention.periode(a)[1] < le]
    for annee in finies:
        dates = calendrier(convention, annee)
        evaluation = Evaluation.objects.create(convention=convention, annee=annee, **dates)
        arreter(evaluation, maintenant=_a_neuf_heures(dates["arret_le"]))
        _commenter(evaluation)
        if annee != finies[-1]:
            _signer(evaluation, _a_neuf_heures(dates["commentaires_le"]))


def _commenter(evaluation):
    for rubrique in Rubrique:
        for association, texte in VOIX.items():
            contraire = rubrique == Rubrique.COMMUNICATION and association == Association.AUXILIA
            Commentaire.objects.create(
                evaluation=evaluation,
                rubrique=rubrique,
                association=association,
                texte=DESACCORD if contraire and evaluation.annee == 2016 else texte,
            )


def _signer(evaluation, quand):
    for compte in (DIRECTION_ANVP, DIRECTION_AUXILIA):
        signer(
            evaluation,
            par=Utilisateur.objects.get(email=compte.courriel),
            lue=empreinte_du_document(evaluation),
            maintenant=quand,
        )


def _a_neuf_heures(jour):
    return make_aware(dt.datetime.combine(jour, dt.time(9)))
