"""Le visiteur écarté la nuit ne voit plus la demande : un avis le lui dit, sans dire pourquoi."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Affectation, Habilitation
from engagements.courriels import message
from engagements.models import Avis, Nature
from engagements.nuit import controler_les_demandes
from tests.fabrique import changer, creer_agent_spip, creer_benevole, creer_compte, creer_suspension
from tests.fabrique_demandes import (
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_chez_le_visiteur,
    creer_prison,
    creer_visiteur,
)

pytestmark = pytest.mark.django_db


def _avec_un_visiteur(creer, **champs):
    """(la demande, le compte de son visiteur)."""
    prison, compte = creer_prison(), creer_compte()
    lui = creer_visiteur(prison=prison, benevole=creer_benevole(utilisateur=compte))
    return creer(etablissement=prison, visiteur=lui, **champs), compte


def _suspendre(demande):
    agrement = Habilitation.objects.get(benevole=demande.visiteur)
    creer_suspension(habilitation=agrement, debut=localdate())


def _mettre_fin_a_l_affectation(demande):
    changer(
        Affectation.objects.filter(benevole=demande.visiteur),
        fin=localdate() - dt.timedelta(days=1),
        motif_fin=Affectation.MotifFin.CHANGEMENT,
    )


def _se_taire(demande):
    """Rien : le visiteur ne répond pas."""


@pytest.mark.parametrize(
    ("creer", "perte", "jours"),
    [
        (creer_demande_chez_le_visiteur, _se_taire, 21),
        (creer_demande_chez_le_visiteur, _suspendre, 0),
        (creer_demande_au_spip, _suspendre, 0),
        (creer_demande_au_spip, _mettre_fin_a_l_affectation, 0),
        (creer_demande_avalisee, _mettre_fin_a_l_affectation, 0),
    ],
)
def test_le_visiteur_ecarte_le_sait_une_fois_et_sans_la_raison(connecte, creer, perte, jours):
    demande, compte = _avec_un_visiteur(creer, precision="Reprendre le module.")
    perte(demande)
    for _ in range(2):
        controler_les_demandes(timezone.now() + dt.timedelta(days=jours))

    [avis] = Avis.objects.filter(nature=Nature.ECARTE)
    assert (avis.compte, avis.rythme) == (compte, Avis.Rythme.IMMEDIAT)
    courriel = message(avis)
    entier = courriel.subject + courriel.body + str(courriel.alternatives)
    assert "otre accord n’est plus attendu" in courriel.subject
    tus = (demande.reference, demande.etablissement.nom, "Reprendre", "agrément", "affect")
    assert [mot for mot in tus if mot in entier] == []

    client = connecte(compte)
    assert f"http://localhost:8000{reverse('accueil')}\n" in courriel.body
    assert client.get(reverse("accueil"), follow=True).status_code == 200
    assert f"/demandes/{demande.pk}/" not in entier
    assert client.get(demande.get_absolute_url()).status_code == 404


def test_un_visiteur_sans_compte_ne_recoit_rien_et_sa_section_ne_le_recoit_pas_pour_lui():
    demande = creer_demande_au_spip()
    _suspendre(demande)
    controler_les_demandes(timezone.now())
    assert Avis.objects.filter(nature=Nature.VISITEUR).exists()
    assert not Avis.objects.filter(nature=Nature.ECARTE).exists()


def test_ecarte_puis_propose_de_nouveau_puis_ecarte_il_le_sait_deux_fois():
    demande, compte = _avec_un_visiteur(creer_demande_chez_le_visiteur)
    visiteur = compte.benevole
    controler_les_demandes(timezone.now() + dt.timedelta(days=21))
    demande.propositions.create(benevole=visiteur, proposee_le=timezone.now())
    controler_les_demandes(timezone.now() + dt.timedelta(days=21))
    assert Avis.objects.filter(nature=Nature.ECARTE, compte=compte).count() == 2


def test_quand_le_visiteur_reste_personne_n_est_ecarte():
    demande, _ = _avec_un_visiteur(creer_demande_au_spip)
    creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(timezone.now() + dt.timedelta(days=21))
    assert not Avis.objects.filter(nature=Nature.ECARTE).exists()
