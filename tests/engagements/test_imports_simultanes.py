"""Un import et un écran sur les mêmes fiches au même instant : rien de saisi ne se perd."""

import threading

import pytest
from django.db import connections, transaction

from benevoles.imports.taches import faire, lancer
from engagements.models import Action, Session
from tests import fabrique, fabrique_actions, fabrique_convention, fabrique_formations
from tests.fabrique_imports import appliquer, creer_import, en_csv

pytestmark = pytest.mark.django_db(transaction=True)
LE_TEMPS_D_ATTENDRE = 1  # seconde


def _pendant(lot, etape, geste):
    """L'étape commence, ailleurs, pendant que ce geste n'est pas encore enregistré."""

    def mener():
        try:
            faire.func(lot.pk)
        finally:
            connections.close_all()

    lancer(lot, etape)
    fil = threading.Thread(target=mener)
    with transaction.atomic():
        geste()
        fil.start()
        fil.join(LE_TEMPS_D_ATTENDRE)
    fil.join()
    lot.refresh_from_db()


def test_une_correction_au_meme_instant_sur_un_autre_champ_reste():
    fabrique_convention.charger_la_convention()
    prison = fabrique.creer_etablissement()
    une, autre = (fabrique_actions.creer_action(etablissement=prison) for _ in range(2))
    octets = en_csv(
        ["N° d’action", "Action", "Description"],
        [une.pk, "Un autre titre", ""],
        [autre.pk, "", "Une description"],
    )
    lot = creer_import(par=fabrique.creer_direction(), octets=octets, sorte="actions")

    def corriger():
        action = Action.objects.get(pk=une.pk)
        action.description = "Corrigée à l’écran"
        action.enregistrer(par=None)

    _pendant(lot, "application", corriger)

    une.refresh_from_db()
    assert (une.titre, une.description) == ("Un autre titre", "Corrigée à l’écran")


def test_une_correction_au_meme_instant_empeche_de_defaire():
    session = fabrique_formations.creer_session()
    octets = en_csv(["N° de session", "Places"], [session.pk, 20])
    lot = creer_import(par=fabrique.creer_direction(), octets=octets, sorte="formations")
    lot = appliquer(lot)

    def corriger():
        connue = Session.objects.get(pk=session.pk)
        connue.places = 30
        connue.enregistrer(par=None)

    _pendant(lot, "retour", corriger)

    session.refresh_from_db()
    assert (lot.etape, session.places) == ("applique", 30)
