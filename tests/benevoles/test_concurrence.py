"""À plusieurs sur les mêmes données : prévenus, sans rien perdre, sans rien doubler."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Affectation, Benevole, BesoinDeclare, ConfirmationListe, Habilitation
from tests.ecran import texte
from tests.fabrique import (
    creer_adhesion,
    creer_affectation,
    creer_direction,
    creer_etablissement,
    creer_president,
    creer_vp,
)

JOUR = localdate()
FILS = 4


def _ensemble(compte, adresse, envoi):
    """Le même envoi, par plusieurs navigateurs au même instant ; leurs réponses."""
    depart, reponses = threading.Barrier(FILS), []

    def envoyer():
        client = Client()
        client.force_login(compte)
        depart.wait()
        try:
            reponses.append(client.post(adresse, envoi))
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer) for _ in range(FILS)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    return reponses


def _codes(reponses):
    return sorted(r.status_code for r in reponses)


@pytest.fixture
def prison():
    return creer_etablissement()


@pytest.fixture
def president(prison):
    return creer_president(etablissements=[prison])


@pytest.mark.django_db(transaction=True)
def test_inscrire_au_meme_instant_la_meme_personne_ne_l_inscrit_qu_une_fois(prison, president):
    connue = creer_affectation(etablissement=prison, fin=JOUR.replace(year=2015)).benevole
    adresse = reverse("liste_ajout", args=[prison.code, "vp"]) + f"?benevole={connue.pk}"

    reponses = _ensemble(president, adresse, {"debut": JOUR, "titre": "definitif"})

    assert _codes(reponses) == [200] * (FILS - 1) + [302]
    refusees = [r for r in reponses if r.status_code == 200]
    assert all("Cette personne intervient déjà" in texte(r) for r in refusees)
    assert Affectation.objects.filter(debut=JOUR).count() == 1
    assert Habilitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_inscrire_au_meme_instant_la_meme_personne_nouvelle_ne_la_cree_qu_une_fois(
    prison, president
):
    adresse = reverse("liste_ajout_personne", args=[prison.code, "vp"])
    envoi = {"nom": "Noël", "prenom": "Zoé", "debut": JOUR, "titre": "aucun"}

    reponses = _ensemble(president, adresse, envoi)

    assert _codes(reponses) == [200] * (FILS - 1) + [302]
    assert Benevole.objects.filter(nom="Noël").count() == 1


@pytest.mark.django_db(transaction=True)
def test_renouveler_au_meme_instant_n_ajoute_qu_un_titre(prison, president):
    affectation = creer_affectation(etablissement=prison)

    reponses = _ensemble(
        president, reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""}
    )

    assert _codes(reponses) == [200] * (FILS - 1) + [302]
    assert Habilitation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_terminer_au_meme_instant_n_enregistre_qu_une_fin(prison, president):
    affectation = creer_vp(etablissement=prison)
    envoi = {"version_lue": 1, "fin": JOUR, "motif_fin": "autre"}

    reponses = _ensemble(president, reverse("affectation_fin", args=[affectation.pk]), envoi)

    assert _codes(reponses) == [200] * (FILS - 1) + [302]
    affectation.refresh_from_db()
    assert affectation.version == 2


@pytest.mark.django_db(transaction=True)
def test_confirmer_et_declarer_au_meme_instant(prison, president):
    confirmation = reverse("liste_confirmation", args=[prison.code, "vp"])
    besoin = reverse("besoin", args=[prison.code])

    confirmees = _ensemble(president, confirmation, {})
    declarees = _ensemble(president, besoin, {"vp_manquants": 2, "attente_mois": 0})

    assert _codes(confirmees) == _codes(declarees) == [302] * FILS
    assert ConfirmationListe.objects.count() == BesoinDeclare.objects.count() == 1


@pytest.mark.django_db
def test_la_seconde_personne_est_prevenue_et_garde_sa_saisie(connecte):
    benevole = creer_adhesion().benevole
    premiere, seconde = creer_direction(), creer_direction()
    premiere.nom_affiche = "Odile"
    premiere.save()
    adresse = reverse("personne_modification", args=[benevole.pk])

    connecte(premiere).post(adresse, {"version_lue": 1, "nom": "Noël", "prenom": "Zoé"})
    client = connecte(seconde)
    reponse = client.post(adresse, {"version_lue": 1, "nom": "Noëlle", "prenom": "Zoé"})

    assert "Cette fiche a été modifiée par Odile" in texte(reponse)
    assert "Valeurs enregistrées : Nom : « Noël »" in texte(reponse)
    assert 'value="Noëlle"' in reponse.content.decode()
    version = reponse.context["form"]["version_lue"].value()
    client.post(adresse, {"version_lue": version, "nom": "Noëlle", "prenom": "Zoé"})
    benevole.refresh_from_db()
    assert (benevole.nom, benevole.version) == ("Noëlle", 3)


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "abc", "999999999999999999999999"])
def test_une_version_illisible_est_un_conflit_pas_une_erreur(connecte, version):
    benevole = creer_adhesion().benevole
    adresse = reverse("personne_modification", args=[benevole.pk])

    reponse = connecte(creer_direction()).post(
        adresse, {"version_lue": version, "nom": "Noël", "prenom": "Zoé"}
    )

    assert "Cette fiche a été modifiée" in texte(reponse)


@pytest.mark.django_db
def test_qui_termine_en_second_est_prevenu_et_garde_sa_saisie(connecte, prison, president):
    affectation = creer_vp(etablissement=prison)
    adresse = reverse("affectation_fin", args=[affectation.pk])
    client = connecte(president)
    client.post(adresse, {"version_lue": 1, "fin": JOUR, "motif_fin": "demenagement"})

    reponse = client.post(adresse, {"version_lue": 1, "fin": JOUR, "motif_fin": "deces"})

    assert "Cette affectation est déjà terminée" in texte(reponse)
    assert 'value="deces"' in reponse.content.decode()
    affectation.refresh_from_db()
    assert affectation.motif_fin == "demenagement"
