"""De quoi écrire des essais sur la convention : le vrai texte, des points, des décisions."""

import datetime as dt

from engagements.convention.chargement import charger
from engagements.convention.fichiers import DOSSIER
from engagements.models import (
    Categorie,
    Convention,
    Decision,
    Engagement,
    Indicateur,
    PointDeSuivi,
)

CODE = "2014-2019"


def charger_la_convention() -> Convention:
    """La convention de 2014, telle que le référentiel la donne."""
    if not Convention.objects.filter(code=CODE).exists():
        charger(DOSSIER)
    return Convention.objects.get(code=CODE)


def engagement(numero: str) -> Engagement:
    categorie, rang = numero.split(".")
    charger_la_convention()
    return Engagement.objects.select_related("categorie__convention").get(
        categorie__convention__code=CODE, categorie__numero=categorie, rang=rang
    )


def indicateur(code: str) -> Indicateur:
    charger_la_convention()
    return Indicateur.objects.get(engagement__categorie__convention__code=CODE, code=code)


def creer_point(*, categorie=4, le=dt.date(2016, 3, 15), titre="Point de mi-année"):
    charger_la_convention()
    sienne = Categorie.objects.get(convention__code=CODE, numero=categorie)
    return PointDeSuivi.objects.create(categorie=sienne, le=le, titre=titre)


def creer_decision(*, point=None, echeance=dt.date(2016, 6, 15), numero="4.4", texte="Inviter"):
    return Decision.objects.create(
        point=point or creer_point(),
        engagement=engagement(numero),
        texte=texte,
        porteur="AX",
        echeance=echeance,
    )
