"""Quand un processus démarre : lire d'avance ce que lirait sa première page."""

import contextlib
import logging

from django.db import Error
from django.utils.timezone import localdate

from benevoles.couverture.panorama import pays
from partenariat.periodes import ajouter_mois
from partenariat.replique import lectures_differees, replique

journal = logging.getLogger(__name__)


def lire_d_avance() -> None:
    """La couverture du jour et d'il y a un an, là où les pages la liront.

    À cent fois le pays, c'est dix secondes que personne n'attend. Sans base, le processus
    démarre quand même : ses pages diront ce qui manque.
    """
    jour = localdate()
    ou = lectures_differees() if replique.existe() and replique.suit() else contextlib.nullcontext()
    try:
        with ou:
            _ = pays(le=jour).alertes, pays(le=jour).bilans
            _ = pays(le=ajouter_mois(jour, -12)).bilans
    except Error as panne:
        journal.warning("couverture non lue d’avance : %s", type(panne).__name__)
