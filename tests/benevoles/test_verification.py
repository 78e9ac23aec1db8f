"""Le calcul de la couverture et la requête SQL de contrôle disent pareil, dans tous les mondes."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from benevoles.verification import Ecart, couvertures_du_jour, ecarts
from partenariat.periodes import ajouter_mois
from tests.benevoles.mondes import UN_JOUR, installer, mondes
from tests.fabrique import (
    JOUR,
    confirmer,
    creer_cp,
    creer_effectif,
    creer_etablissement,
    creer_habilitation,
    creer_vp,
)

pytestmark = pytest.mark.django_db


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    # La base n'est pas refaite entre deux mondes : chacun est annulé.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(monde=mondes())
def test_aucun_ecart_dans_aucun_monde(monde):
    le, objets = monde
    with transaction.atomic():
        installer(objets)
        for jour in (le, le - UN_JOUR, le + UN_JOUR, ajouter_mois(le, 6), ajouter_mois(le, -12)):
            assert ecarts(le=jour) == []
        transaction.set_rollback(True)


def test_le_controle_voit_un_calcul_fait_pour_un_autre_jour():
    etablissement = creer_etablissement()
    confirmer(etablissement, le=ajouter_mois(JOUR, -12))
    creer_vp(etablissement=etablissement, fin_agrement=JOUR)
    creer_cp(etablissement=etablissement, debut=JOUR + UN_JOUR)

    trouves = ecarts(le=JOUR, calculees=couvertures_du_jour(le=JOUR + UN_JOUR))

    assert ecarts(le=JOUR) == ecarts(le=JOUR + UN_JOUR) == []
    assert trouves == [
        Ecart(etablissement.code, "effectif_vp", 0, 1),
        Ecart(etablissement.code, "effectif_cp", 1, 0),
        Ecart(etablissement.code, "statut_vp", "inconnu", "a_surveiller"),
    ]


def test_le_controle_voit_un_besoin_et_une_echeance_d_un_autre_jour():
    etablissement = creer_etablissement()
    confirmer(etablissement)
    creer_vp(etablissement=etablissement, fin_agrement=ajouter_mois(JOUR, 6))
    creer_vp(etablissement=etablissement, fin_agrement=ajouter_mois(JOUR, 3))
    creer_effectif(etablissement=etablissement, valeur=112, le=JOUR + UN_JOUR)

    trouves = ecarts(le=JOUR, calculees=couvertures_du_jour(le=JOUR + UN_JOUR))

    assert trouves == [
        Ecart(etablissement.code, "besoin_vp", 3, 1),
        Ecart(etablissement.code, "restant_3", 1, 2),
        Ecart(etablissement.code, "restant_6", 0, 1),
        Ecart(etablissement.code, "statut_vp", "insuffisant", "pourvu"),
    ]


def test_un_etablissement_oublie_par_l_un_des_deux_est_un_ecart():
    ferme = creer_etablissement(ferme_le=JOUR + UN_JOUR)
    nouveau = creer_etablissement(ouvert_le=JOUR + UN_JOUR)

    trouves = ecarts(le=JOUR, calculees=couvertures_du_jour(le=JOUR + UN_JOUR))

    assert trouves == [
        Ecart(ferme.code, "présence", "absent", "présent"),
        Ecart(nouveau.code, "présence", "présent", "absent"),
    ]


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_controle_est_une_requete_et_la_liste_des_codes(nombre, django_assert_num_queries):
    for _ in range(nombre):
        creer_vp()
    calculees = couvertures_du_jour(le=JOUR)

    with django_assert_num_queries(2):
        ecarts(le=JOUR, calculees=calculees)


def test_la_commande_dit_qu_il_n_y_a_aucun_ecart(capsys):
    creer_vp()
    creer_etablissement(ferme_le=dt.date(2016, 6, 15))

    call_command("verifier_couverture", au="2016-06-15")

    assert capsys.readouterr().out == "1 établissement au 15/06/2016, aucun écart\n"


def test_la_commande_controle_tous_les_mois_jusqu_au_jour_demande(capsys):
    creer_habilitation(
        benevole=creer_vp().benevole, etablissement=creer_etablissement(ferme_le=JOUR)
    )

    call_command("verifier_couverture", au="15/06/2016", tous_les_mois_depuis="31/03/2016")

    assert capsys.readouterr().out.splitlines() == [
        "2 établissements au 31/03/2016, aucun écart",
        "2 établissements au 30/04/2016, aucun écart",
        "2 établissements au 31/05/2016, aucun écart",
        "1 établissement au 15/06/2016, aucun écart",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"au": "demain"}, "Écrivez une date comme 01/09/2014"),
        ({"au": "1/1/1889"}, "n’est pas entre le 01/01/1990 et le 31/12/2100"),
        ({"au": "1/1/2014", "tous_les_mois_depuis": "2/1/2014"}, "vient après"),
    ],
)
def test_la_commande_refuse_une_date_inutilisable(options, message):
    with pytest.raises(CommandError, match=message):
        call_command("verifier_couverture", **options)
