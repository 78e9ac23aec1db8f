"""Les évaluations de la démonstration : les cinq de 2014 à 2019, la dernière à signer."""

import datetime as dt

from django.utils.timezone import make_aware

from benevoles.demo.comptes import DIRECTION_ANVP, DIRECTION_AUXILIA
from engagements.models import Convention
from partenariat.histoire import creer_en_masse
from partenariat.models import Association, Utilisateur
from suivi.evaluations.arret import arreter
from suivi.evaluations.campagne import calendrier
from suivi.evaluations.signature import empreinte_du_document, signer
from suivi.models import Commentaire, Evaluation, Rubrique

VOIX = {
    Association.ANVP: {
        "synthese": (
            "Une bonne année là où les sections se réunissent avec les CP Auxilia ; "
            "ailleurs, les listes ne suffisent pas. Nous demandons un effort sur les "
            "établissements sans visiteur."
        ),
        "1": (
            "Les visiteurs parlent d’AUXILIA quand ils ont de quoi le faire : les "
            "affichettes ont aidé. Le recensement, confirmé deux fois l’an, dit enfin "
            "depuis quand il manque quelqu’un."
        ),
        "2": (
            "Les rencontres avec les SPIP ont porté sur les parloirs et les salles. "
            "La position commune sur les bibliothèques reste à écrire."
        ),
        "3": (
            "L’ANVP a transmis ses statuts et ses comptes rendus au GNCP ; elle "
            "appuiera la demande."
        ),
        "4": (
            "Inviter l’autre devient une habitude en région, pas encore dans chaque établissement."
        ),
        "5": "Les sessions d’écoute ont réuni les deux associations : à refaire.",
        "6": "Le point de mi-année a été tenu avec retard.",
        "decisions": (
            "Nommer dans chaque DISP une personne qui suit les établissements sans visiteur."
        ),
    },
    Association.AUXILIA: {
        "synthese": (
            "Les cours ont suivi les personnes d’un établissement à l’autre grâce aux "
            "visiteurs. Il manque des CP Auxilia dans plus de la moitié des "
            "établissements : c’est notre priorité."
        ),
        "1": (
            "Une visite au bon moment a évité des abandons. L’aval des SPIP vient, mais lentement."
        ),
        "2": ("Nous avons écrit aux directions interrégionales ; deux n’ont pas répondu."),
        "3": ("L’étude d’une adhésion au GNCP avance ; le conseil d’administration se prononcera."),
        "4": (
            "Trop peu de nos membres connaissent l’ANVP : nous reprendrons "
            "l’invitation au printemps."
        ),
        "5": "Nos formations à la correspondance s’ouvrent désormais aux visiteurs.",
        "6": "Une seule réunion de suivi dans l’année ne suffit pas.",
        "decisions": (
            "Pourvoir dix établissements en CP Auxilia, en commençant par les plus grands."
        ),
    },
}
DESACCORD = "Nous ne partageons pas cette lecture : le nombre de réunions n’en dit pas l’utilité."


def construire(*, le: dt.date) -> None:
    """Les années finies de la convention de 2014 ; la dernière est à finir et à signer."""
    convention = Convention.objects.get(code="2014-2019")
    finies = [a for a in convention.annees() if convention.periode(a)[1] < le]
    for annee in finies:
        dates = calendrier(convention, annee)
        evaluation = Evaluation.objects.create(convention=convention, annee=annee, **dates)
        arreter(evaluation, maintenant=_a_neuf_heures(dates["arret_le"]))
        derniere = annee == finies[-1]
        _commenter(evaluation, list(Rubrique)[:-1] if derniere else Rubrique)
        if not derniere:
            _signer(evaluation, _a_neuf_heures(dates["commentaires_le"]))


def _commenter(evaluation, rubriques):
    textes = [
        Commentaire(
            evaluation=evaluation,
            rubrique=rubrique,
            association=association,
            texte=_texte(evaluation, association, rubrique),
        )
        for rubrique in rubriques
        for association in VOIX
    ]
    creer_en_masse(Commentaire, textes, par=None, motif="démonstration")


def _texte(evaluation, association, rubrique):
    """Une année, les deux ne sont pas d'accord : le document le montre."""
    if (evaluation.annee, rubrique, association) == (2016, Rubrique.COMMUNICATION, "AUXILIA"):
        return DESACCORD
    return VOIX[association][rubrique]


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
