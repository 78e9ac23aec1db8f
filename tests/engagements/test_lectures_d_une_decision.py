"""Une décision, de l'envoi au reçu : le même nombre de requêtes, quel que soit le service."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.fabrique import creer_agent_spip, creer_benevole, creer_compte, creer_president
from tests.fabrique_demandes import (
    creer_boite,
    creer_demande_au_spip,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db
PLAFOND = 28  # dont quatre points de reprise de transaction, deux pour l’essai lui-même


def _requetes_d_une_decision(connecte, code, *, agents, boites, presidents):
    prison = creer_prison()
    compte = creer_compte()
    visiteur = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    for _ in range(presidents):
        creer_president(etablissements=[prison])
    for _ in range(boites):
        creer_boite(spip=prison.spip)
    service = [creer_agent_spip(spip=prison.spip) for _ in range(agents)]
    demande = creer_demande_au_spip(etablissement=prison, visiteur=visiteur)
    client = connecte(service[0])
    adresse = reverse("demande_etape", args=[demande.pk, code])
    with CaptureQueriesContext(connection) as requetes:
        reponse = client.post(adresse, {"version": demande.version}, follow=True)
    assert "C’est enregistré" in reponse.content.decode()
    return [requete["sql"] for requete in requetes]


@pytest.mark.parametrize("code", ["avaliser", "refuser", "differer", "renvoyer"])
def test_ni_les_agents_ni_les_boites_n_ajoutent_de_requete(connecte, code):
    petit = _requetes_d_une_decision(connecte, code, agents=1, boites=0, presidents=1)
    grand = _requetes_d_une_decision(connecte, code, agents=5, boites=4, presidents=1)
    assert len(grand) == len(petit) <= PLAFOND
