"""Au même instant : jamais plus de places que de places, aucun rang perdu."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from engagements.formations.places import inscrits
from engagements.models import Avis, Inscription, Nature
from tests.fabrique_formations import creer_inscription, creer_membre, creer_session

pytestmark = pytest.mark.django_db(transaction=True)


def _ensemble(*envois):
    """Chaque (compte, adresse, données) d'un navigateur à lui, tous au même instant."""
    depart, codes = threading.Barrier(len(envois)), []

    def envoyer(compte, adresse, donnees):
        client = Client()
        client.force_login(compte)
        depart.wait()
        try:
            codes.append(client.post(adresse, donnees).status_code)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=envoi) for envoi in envois]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return codes


def _inscription(session, membre):
    adresse = reverse("session_inscription", args=[session.pk])
    return membre.utilisateur, adresse, {"benevole": membre.pk}


def test_six_inscriptions_a_la_meme_seconde_pour_trois_places():
    session = creer_session(places=3)
    membres = [creer_membre() for _ in range(6)]
    assert _ensemble(*[_inscription(session, m) for m in membres]) == [302] * 6
    places, attente = inscrits(session)
    assert (len(places), len(attente)) == (3, 3)
    rangs = [i.pk for i in (*places, *attente)]
    assert rangs == sorted(rangs)


def test_un_double_clic_n_inscrit_qu_une_fois():
    session, membre = creer_session(), creer_membre()
    _ensemble(*[_inscription(session, membre)] * 4)
    assert Inscription.objects.vivantes().count() == 1


def test_deux_desistements_et_une_inscription_au_meme_instant():
    session, nouveau = creer_session(places=2), creer_membre()
    lignes = [creer_inscription(session=session) for _ in range(4)]
    retraits = [
        (i.benevole.utilisateur, reverse("inscription_desistement", args=[i.pk]), {})
        for i in lignes[:2]
    ]
    _ensemble(*retraits, _inscription(session, nouveau))
    places, attente = inscrits(session)
    assert [i.pk for i in places] == [lignes[2].pk, lignes[3].pk]
    assert [i.benevole for i in attente] == [nouveau]
    avises = Avis.objects.filter(nature=Nature.PLACE).values_list("compte", flat=True)
    assert sorted(avises) == sorted(i.benevole.utilisateur_id for i in lignes[2:])
