"""Agréments et autorisations : durées, renouvellement, suspension, levée, retrait."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Habilitation, Suspension
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from tests.ecran import texte
from tests.fabrique import (
    changer,
    creer_affectation,
    creer_compte_cp,
    creer_compte_vp,
    creer_direction,
    creer_etablissement,
    creer_habilitation,
    creer_president,
    creer_suspension,
    creer_vp,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()
UN_JOUR = dt.timedelta(days=1)


@pytest.fixture
def prison():
    return creer_etablissement()


@pytest.fixture
def client(prison, connecte):
    """Le navigateur du président de la section."""
    return connecte(creer_president(etablissements=[prison]))


def _vp(prison, **champs):
    """Un visiteur et son agrément."""
    affectation = creer_vp(etablissement=prison, **champs)
    return affectation, Habilitation.objects.get(benevole=affectation.benevole)


def _valeurs(reponse):
    form = reponse.context["form"]
    return {nom: form[nom].value() for nom in form.fields}


def test_un_renouvellement_part_du_lendemain_du_titre_precedent(client, prison):
    affectation, agrement = _vp(prison, debut=ajouter_mois(JOUR, -22))

    page = client.get(reverse("titre_nouveau", args=[affectation.pk]))

    proposees = _valeurs(page)
    assert proposees["debut"] == agrement.fin + UN_JOUR
    assert proposees["fin"] == ajouter_mois(agrement.fin + UN_JOUR, 24) - UN_JOUR
    assert "Actuellement : agrément de visiteur valable jusqu’au" in texte(page)


def test_un_titre_tres_ancien_se_renouvelle_a_partir_d_aujourd_hui(client, prison):
    affectation, _ = _vp(prison, debut=dt.date(2001, 1, 1))

    page = client.get(reverse("titre_nouveau", args=[affectation.pk]))

    assert _valeurs(page)["debut"] == JOUR


def test_un_renouvellement_s_ajoute_au_titre_precedent(client, prison):
    affectation, agrement = _vp(prison, debut=ajouter_mois(JOUR, -22))
    debut = agrement.fin + UN_JOUR

    reponse = client.post(
        reverse("titre_nouveau", args=[affectation.pk]), {"debut": debut, "fin": ""}, follow=True
    )

    assert f"C’est enregistré : agrément de visiteur de {affectation.benevole}" in texte(reponse)
    nouveau = Habilitation.objects.get(debut=debut)
    assert nouveau.fin == ajouter_mois(debut, 24) - UN_JOUR
    assert nouveau.decidee_le == JOUR
    assert Habilitation.objects.count() == 2


def test_la_fin_proposee_suit_le_debut_et_la_case_provisoire(client, prison):
    affectation = creer_affectation(etablissement=prison)
    adresse = reverse("titre_nouveau", args=[affectation.pk])
    fin_proposee = _valeurs(client.get(adresse))["fin"]

    client.post(adresse, {"debut": JOUR, "fin": fin_proposee, "provisoire": "on"})

    titre = Habilitation.objects.get()
    assert (titre.provisoire, titre.fin) == (True, ajouter_mois(JOUR, 6) - UN_JOUR)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"fin": ajouter_mois(JOUR, 25)}, "Un agrément dure deux ans au plus"),
        ({"fin": JOUR - UN_JOUR}, "La fin précède le début"),
        ({"fin": ajouter_mois(JOUR, 8), "provisoire": "on"}, "provisoire dure six mois au plus"),
        ({"decidee_le": JOUR + UN_JOUR}, "La décision ne peut pas être à venir"),
        ({"debut": "1975-01-01"}, "trop ancienne"),
        ({"debut": "2199-01-01"}, "trop lointaine"),
        ({"debut": ""}, "Indiquez une date"),
        ({"debut": "hier"}, "Écrivez une date comme"),
    ],
)
def test_un_titre_impossible_est_explique(client, prison, champs, phrase):
    affectation = creer_affectation(etablissement=prison)

    reponse = client.post(
        reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""} | champs
    )

    assert phrase in texte(reponse)
    assert not Habilitation.objects.exists()


def test_deux_titres_ne_se_chevauchent_pas(client, prison):
    affectation, _ = _vp(prison, debut=ajouter_mois(JOUR, -2))

    reponse = client.post(
        reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""}
    )

    assert "Cette personne a déjà un titre pour cet établissement" in texte(reponse)
    assert Habilitation.objects.count() == 1


def test_l_agrement_met_fin_la_veille_a_l_autorisation_provisoire(client, prison):
    affectation = creer_affectation(etablissement=prison)
    provisoire = creer_habilitation(
        benevole=affectation.benevole,
        etablissement=prison,
        debut=ajouter_mois(JOUR, -2),
        fin=ajouter_mois(JOUR, 3),
        provisoire=True,
    )

    client.post(reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""})

    provisoire.refresh_from_db()
    assert provisoire.fin == JOUR - UN_JOUR
    assert Habilitation.objects.filter(provisoire=False, debut=JOUR).exists()


def test_l_autorisation_d_un_cp_peut_ne_pas_avoir_d_echeance(prison, connecte):
    client = connecte(creer_compte_cp(etablissement=prison))
    affectation = prison.affectations.get()

    page = client.get(reverse("titre_nouveau", args=[affectation.pk]))
    reponse = client.post(
        reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""}, follow=True
    )

    assert "Provisoire" not in texte(page)
    assert "sans échéance" in texte(reponse)
    titre = Habilitation.objects.get()
    assert (titre.nature, titre.fin) == ("autorisation", None)


def test_demander_deux_fois_le_renouvellement_garde_la_premiere_date(client, prison):
    _, agrement = _vp(prison, debut=ajouter_mois(JOUR, -22))
    adresse = reverse("titre_demande", args=[agrement.pk])
    premiere = JOUR - dt.timedelta(days=10)
    changer(Habilitation.objects.filter(pk=agrement.pk), renouvellement_demande_le=premiere)

    reponse = client.post(adresse, follow=True)

    assert "C’était déjà noté" in texte(reponse)
    agrement.refresh_from_db()
    assert agrement.renouvellement_demande_le == premiere
    assert client.get(adresse).status_code == 405


def test_suspendre_puis_lever(client, prison):
    affectation, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))
    hier = JOUR - UN_JOUR

    client.post(reverse("titre_suspension", args=[agrement.pk]), {"debut": hier, "fin": ""})
    suspension = Suspension.objects.get()
    liste = texte(client.get(reverse("liste", args=[prison.code, "vp"])))
    assert "Agrément de visiteur suspendu depuis le" in liste
    assert "Lever la suspension" in liste
    client.post(reverse("suspension_levee", args=[suspension.pk]), {"levee_le": JOUR})

    suspension.refresh_from_db()
    assert suspension.fin == hier
    assert agrement.etat(JOUR) == "valable"


@pytest.mark.parametrize(
    ("debut", "phrase"),
    [(ajouter_mois(JOUR, -12), "Ce titre va du"), (ajouter_mois(JOUR, 23), "Ce titre va du")],
)
def test_une_suspension_reste_dans_le_titre(client, prison, debut, phrase):
    _, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))

    reponse = client.post(reverse("titre_suspension", args=[agrement.pk]), {"debut": debut})

    assert phrase in texte(reponse)
    assert not Suspension.objects.exists()


def test_suspendre_deux_fois_est_refuse_en_francais(client, prison):
    _, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))
    creer_suspension(habilitation=agrement, debut=JOUR)

    reponse = client.post(reverse("titre_suspension", args=[agrement.pk]), {"debut": JOUR})

    assert "Ce titre est déjà suspendu sur cette période" in texte(reponse)


def test_une_levee_vient_apres_le_debut_de_la_suspension(client, prison):
    _, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))
    suspension = creer_suspension(habilitation=agrement, debut=JOUR)

    reponse = client.post(reverse("suspension_levee", args=[suspension.pk]), {"levee_le": JOUR})

    assert "elle se lève après" in texte(reponse)


def test_retirer_un_titre_est_immediat_et_sans_motif(client, prison):
    affectation, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))
    adresse = reverse("titre_retrait", args=[agrement.pk])

    futur = client.post(adresse, {"version_lue": 1, "retiree_le": JOUR + UN_JOUR})
    assert "pas de date à venir" in texte(futur)
    reponse = client.post(adresse, {"version_lue": 1, "retiree_le": JOUR}, follow=True)

    assert f"Retrait enregistré : {affectation.benevole}" in texte(reponse)
    agrement.refresh_from_db()
    assert agrement.retiree_le == JOUR
    encore = client.post(adresse, {"version_lue": 2, "retiree_le": JOUR})
    assert "Titre déjà retiré" in texte(encore)


def test_apres_un_retrait_un_nouveau_titre_s_ajoute(client, prison):
    affectation, agrement = _vp(prison, debut=ajouter_mois(JOUR, -3))
    changer(Habilitation.objects.filter(pk=agrement.pk), retiree_le=JOUR - UN_JOUR)

    client.post(reverse("titre_nouveau", args=[affectation.pk]), {"debut": JOUR, "fin": ""})

    assert Habilitation.objects.filter(retiree_le=None, debut=JOUR).exists()


@pytest.mark.parametrize(
    "nom", ["titre_nouveau", "titre_suspension", "titre_retrait", "titre_demande", "suspension"]
)
def test_seul_qui_tient_la_liste_touche_aux_titres(prison, connecte, nom):
    affectation, agrement = _vp(prison, debut=JOUR)
    suspension = creer_suspension(habilitation=agrement, debut=JOUR)
    cle = {"titre_nouveau": affectation.pk, "suspension": suspension.pk}.get(nom, agrement.pk)
    adresse = reverse("suspension_levee" if nom == "suspension" else nom, args=[cle])
    attendus = [
        (creer_president(etablissements=[creer_etablissement()]), 404),
        (creer_compte_cp(etablissement=prison), 404),
        (creer_direction(association=Association.AUXILIA), 404),
        (creer_compte_vp(etablissement=prison), 403),
    ]

    for compte, code in attendus:
        assert connecte(compte).post(adresse, {}).status_code == code
