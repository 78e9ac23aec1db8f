"""De quoi peupler un essai de réunions : convoquées par le vrai chemin."""

import datetime as dt

from django.utils import timezone
from django.utils.timezone import localdate, make_aware

from engagements.models import Convocation, Niveau, Reunion
from engagements.reunions.invitations import envoyer, inviter_les_homologues
from partenariat.models import Association
from tests import fabrique

DANS_UN_MOIS, IL_Y_A_UN_MOIS = 30, -30


def creer_reunion(
    *,
    par=None,
    organisateur=Reunion.Organisateur.ANVP,
    etablissement=None,
    disp=None,
    jours=DANS_UN_MOIS,
    le=None,
    envoyee=False,
    **champs,
):
    """Une réunion locale, régionale ou nationale selon son territoire, homologues invités."""
    jour = le or localdate() + dt.timedelta(days=jours)
    debut = make_aware(dt.datetime.combine(jour, dt.time(14)))
    niveau = Niveau.LOCAL if etablissement else Niveau.REGIONAL if disp else Niveau.NATIONAL
    par = par or fabrique.creer_direction(association=_de(organisateur))
    valeurs = {"titre": "Réunion d’essai", "genre": "association", "lieu": "Maison commune"}
    reunion = Reunion.objects.create(
        organisateur=organisateur,
        niveau=niveau,
        etablissement=etablissement,
        disp=disp,
        debut=debut,
        fin=debut + dt.timedelta(hours=2),
        cree_par=par,
        **(valeurs | champs),
    )
    inviter_les_homologues(reunion, par=par, maintenant=timezone.now())
    if envoyee:
        envoyer(reunion, par=par, maintenant=timezone.now())
    return reunion


def creer_convocation(*, reunion, compte=None, benevole=None, association=Association.AUXILIA):
    return Convocation.objects.create(
        reunion=reunion,
        compte=compte,
        benevole=benevole or (None if compte else fabrique.creer_benevole()),
        association=association,
        titre="invité",
    )


def _de(organisateur):
    return Association.AUXILIA if organisateur == Association.AUXILIA else Association.ANVP
