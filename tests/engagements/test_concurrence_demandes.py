"""Au même instant : une seule décision, et l'autre sait laquelle."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from engagements.models import Etat, Proposition, Trace, Transmission, Visite
from tests.ecran import texte
from tests.fabrique import creer_agent_spip, creer_benevole, creer_compte, creer_president
from tests.fabrique_demandes import (
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_soumise,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db(transaction=True)
COURSES = 12


def _ensemble(*envois):
    """Chaque (compte, adresse, données) d'un navigateur à lui, tous au même instant."""
    depart, reponses = threading.Barrier(len(envois)), [None] * len(envois)

    def envoyer(i, compte, adresse, donnees):
        client = Client()
        client.force_login(compte)
        depart.wait()
        try:
            reponses[i] = client.post(adresse, donnees)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=(i, *e)) for i, e in enumerate(envois)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return reponses


def _etape(demande, code):
    return reverse("demande_etape", args=[demande.pk, code])


def test_deux_agents_au_meme_instant_une_seule_decision():
    prison = creer_prison()
    agents = [creer_agent_spip(spip=prison.spip) for _ in range(2)]
    for n in range(COURSES):
        demande = creer_demande_au_spip(etablissement=prison, reference=f"AUX-{500 + n}")
        envoi = {"version": demande.version}

        reponses = _ensemble(
            (agents[0], _etape(demande, "avaliser"), envoi),
            (agents[1], _etape(demande, "refuser"), envoi),
        )

        assert sorted(r.status_code for r in reponses) == [200, 302]
        [second] = [texte(r) for r in reponses if r.status_code == 200]
        assert "Cette demande a changé : Personne (SPIP) a" in second
        decisions = Transmission.objects.filter(
            proposition__demande=demande, reponse__in=["aval", "refus"]
        )
        assert decisions.count() == 1
        assert Trace.objects.filter(demande=demande, quoi__in=["avaliser", "refuser"]).count() == 1


def test_un_double_clic_ne_note_qu_une_rencontre():
    prison = creer_prison()
    compte = creer_compte()
    visiteur = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    demande = creer_demande_avalisee(etablissement=prison, visiteur=visiteur)
    jour = demande.aval_du.isoformat()
    envoi = {"version": demande.version, "jour": jour, "bilan": "utile", "texte": ""}

    reponses = _ensemble(*[(compte, _etape(demande, "rencontrer"), envoi)] * 3)

    assert sorted(r.status_code for r in reponses) == [200, 200, 302]
    assert Visite.objects.count() == 1


def test_deux_presidents_proposent_chacun_un_visiteur_un_seul_l_est():
    prison = creer_prison()
    demande = creer_demande_soumise(etablissement=prison)
    visiteurs = [creer_visiteur(prison=prison) for _ in range(2)]
    president = creer_president(etablissements=[prison])

    reponses = _ensemble(
        *[
            (president, _etape(demande, "proposer"), {"benevole": v.pk, "version": demande.version})
            for v in visiteurs
        ]
    )

    assert sorted(r.status_code for r in reponses) == [200, 302]
    assert Proposition.objects.count() == 1
    assert Etat(type(demande).objects.avec_etat().get().etat) == Etat.ACCORD_VP
