"""De quoi écrire des essais sur la formation : catalogue, sessions, inscriptions, enquêtes."""

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from engagements.models import Enquete, Formation, Inscription, Participation, Question, Session
from partenariat.models import Association
from tests.fabrique import creer_adhesion, creer_benevole, creer_compte

CHOIX = ["Écoute", "Droit", "Informatique"]


def creer_formation(*, titre="Écoute et relation d’aide", association=Association.ANVP, heures=6):
    return Formation.objects.create(titre=titre, association=association, heures=Decimal(heures))


def creer_session(*, formation=None, dans=30, places=10, fermeture="", disp=None, **champs):
    """Une session de six heures, dans tant de jours (passée si c'est négatif)."""
    debut = champs.pop("debut", timezone.now() + dt.timedelta(days=dans))
    return Session.objects.create(
        formation=formation or creer_formation(),
        debut=debut,
        fin=debut + dt.timedelta(hours=6),
        lieu="Maison des associations, Lyon",
        places=places,
        fermeture=fermeture,
        disp=disp,
        **champs,
    )


def creer_membre(*, association=Association.ANVP, compte=True, **champs):
    """Un adhérent de cette association, avec un compte sauf si l'on dit non."""
    utilisateur = creer_compte() if compte else None
    benevole = creer_benevole(utilisateur=utilisateur, **champs)
    creer_adhesion(benevole=benevole, association=association)
    return benevole


def creer_inscription(*, session=None, benevole=None, association=Association.ANVP, **champs):
    return Inscription.objects.create(
        session=session or creer_session(),
        benevole=benevole or creer_membre(association=association),
        association=association,
        **champs,
    )


def creer_presence(*, session=None, benevole=None, association=Association.ANVP, heures="6"):
    """Quelqu'un qui est venu à une session passée."""
    return creer_inscription(
        session=session or creer_session(dans=-30),
        benevole=benevole,
        association=association,
        present=True,
        heures=Decimal(heures),
    )


def creer_enquete(*, debut=-10, fin=10, choix=CHOIX, plusieurs=False):
    """Une enquête d'une question, ouverte de tant à tant de jours autour d'aujourd'hui."""
    jour = timezone.localdate()
    enquete = Enquete.objects.create(
        titre="Vos besoins",
        debut=jour + dt.timedelta(days=debut),
        fin=jour + dt.timedelta(days=fin),
    )
    Question.objects.create(
        enquete=enquete, rang=1, libelle="Sur quoi ?", choix=list(choix), plusieurs=plusieurs
    )
    return enquete


def creer_participations(*, enquete, nombre, disp=None, association=Association.ANVP, choix=0):
    """Tant de réponses identiques, de cette région."""
    question = enquete.questions.get()
    for _ in range(nombre):
        Participation.objects.create(
            enquete=enquete,
            compte=creer_compte(),
            association=association,
            disp=disp,
            reponses={str(question.pk): [choix]},
        )
