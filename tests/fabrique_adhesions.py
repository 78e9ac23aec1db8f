"""De quoi écrire des essais sur la double adhésion."""

import datetime as dt

from django.utils import timezone
from django.utils.timezone import localdate

from engagements.models import Incitation
from partenariat.models import Association
from tests import fabrique


def creer_adherent(*, association=Association.ANVP, debut=dt.date(2010, 1, 1), fin=None, **fiche):
    """Une fiche et son adhésion à une seule association, en cours si rien d'autre n'est dit."""
    benevole = fabrique.creer_benevole(**fiche)
    fabrique.creer_adhesion(benevole=benevole, association=association, debut=debut, fin=fin)
    return benevole


def creer_double(**fiche):
    """Une seule fiche, membre des deux associations."""
    benevole = creer_adherent(**fiche)
    fabrique.creer_adhesion(benevole=benevole, association=Association.AUXILIA)
    return benevole


def creer_visiteur_adherent(*, etablissement, **fiche):
    """Un adhérent de l'ANVP affecté à cet établissement."""
    benevole = creer_adherent(**fiche)
    fabrique.creer_vp(etablissement=etablissement, benevole=benevole)
    return benevole


def creer_incitation(
    *, benevole=None, vers=Association.AUXILIA, reponse="oui", par=None, retiree=False, **champs
):
    """Une réponse notée aujourd'hui, d'un adhérent qui a une adresse."""
    benevole = benevole or creer_adherent(
        association=Association(vers).autre, courriel="adherent@exemple.test"
    )
    return Incitation.objects.create(
        benevole=benevole,
        vers=vers,
        reponse=reponse,
        recueillie_le=champs.pop("recueillie_le", localdate()),
        recueillie_par=par,
        retiree_le=timezone.now() if retiree else None,
        **champs,
    )
