"""Deux positions communes et l'étude du GNCP, inventées."""

import datetime as dt

from django.utils.timezone import make_aware

from benevoles.demo.comptes import DIRECTION_ANVP, DIRECTION_AUXILIA
from engagements.models import AccordPosition, EtapeGncp, PositionCommune, VersionPosition
from partenariat.models import Association, Utilisateur

ANVP, AUXILIA = Association
ACCES = (
    "Les deux associations demandent que chaque établissement dispose d’une salle où un visiteur"
    " et une personne détenue qui étudie puissent travailler, avec les livres du cours.\n\n"
    "Elles proposent qu’un créneau hebdomadaire soit fixé avec le SPIP et le responsable local"
    " de l’enseignement."
)
ARRIVANTS = (
    "Un même document présente, au quartier arrivants, les visites de l’ANVP et les cours"
    " d’AUXILIA."
)
SUITE = " Il est remis en main propre, et lu à ceux qui ne lisent pas le français."
# (jour, nature, par, ce qui s'est passé)
ETAPES = [
    ((2015, 1, 20), "ouverture", AUXILIA, "Le bureau d’AUXILIA ouvre l’étude."),
    ((2015, 4, 14), "aide", ANVP, "L’ANVP présente le fonctionnement du groupe à AUXILIA."),
    ((2016, 3, 8), "contact", AUXILIA, "Premier échange avec le secrétariat du groupe."),
    ((2018, 10, 2), "point", AUXILIA, "Trop peu de bénévoles disponibles : étude ralentie."),
    ((2022, 5, 17), "aide", ANVP, "L’ANVP propose de partager ses comptes rendus."),
    ((2024, 11, 26), "piece", AUXILIA, "Note sur le temps demandé aux bénévoles."),
]


def construire(*, le: dt.date) -> None:
    """Une position arrêtée, une qui attend un accord, et l'étude jusqu'à ce jour."""
    comptes = {u.email: u for u in Utilisateur.objects.filter(email__contains="@demo.")}
    directions = {
        ANVP: comptes[DIRECTION_ANVP.courriel],
        AUXILIA: comptes[DIRECTION_AUXILIA.courriel],
    }
    _arretee(directions, le)
    _en_attente(directions, le)
    _etude(directions, le)


def _arretee(directions, le):
    jour = min(dt.date(2019, 2, 12), le - dt.timedelta(days=60))
    version = _version("Étudier dans de bonnes conditions", 1, ACCES, ANVP, jour, directions)
    for rang, association in enumerate(Association):
        accord = _a_midi(jour + dt.timedelta(days=7 + 20 * rang))
        AccordPosition.objects.create(
            version=version, association=association, le=accord, par=directions[association]
        )


def _en_attente(directions, le):
    jour = le - dt.timedelta(days=40)
    premiere = _version("Un document commun aux arrivants", 1, ARRIVANTS, ANVP, jour, directions)
    jour += dt.timedelta(days=22)
    suivante = VersionPosition.objects.create(
        position=premiere.position,
        numero=2,
        texte=ARRIVANTS + SUITE,
        association=AUXILIA,
        ecrite_par=directions[AUXILIA],
        ecrite_le=_a_midi(jour),
    )
    AccordPosition.objects.create(
        version=suivante, association=AUXILIA, le=_a_midi(jour), par=directions[AUXILIA]
    )


def _version(titre, numero, texte, association, jour, directions):
    position = PositionCommune.objects.create(titre=titre, cree_le=_a_midi(jour))
    return VersionPosition.objects.create(
        position=position,
        numero=numero,
        texte=texte,
        association=association,
        ecrite_par=directions[association],
        ecrite_le=_a_midi(jour),
    )


def _etude(directions, le):
    connues = [(dt.date(*jour), *reste) for jour, *reste in ETAPES if dt.date(*jour) <= le]
    EtapeGncp.objects.bulk_create(
        EtapeGncp(
            le=jour,
            nature=nature,
            association=association,
            texte=texte,
            cree_par=directions[association],
            prochaine_le=le - dt.timedelta(days=9) if jour == connues[-1][0] else None,
        )
        for jour, nature, association, texte in connues
    )


def _a_midi(jour):
    return make_aware(dt.datetime.combine(jour, dt.time(12)))
