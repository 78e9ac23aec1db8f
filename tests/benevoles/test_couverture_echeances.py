"""« À surveiller », l'avenir et le passé : ce qu'on savait ce jour-là, et rien de plus."""

import datetime as dt

import pytest

from benevoles.couverture.calcul import couvertures
from benevoles.couverture.statuts import StatutVP
from benevoles.models import Habilitation
from etablissements.models import Etablissement
from partenariat.periodes import ajouter_mois
from tests.benevoles.controle import le_jour
from tests.fabrique import (
    JOUR,
    changer,
    confirmer,
    creer_cp,
    creer_effectif,
    creer_etablissement,
    creer_habilitation,
    creer_vp,
)

pytestmark = pytest.mark.django_db
UN_JOUR = dt.timedelta(days=1)
DANS_TROIS_MOIS, DANS_SIX_MOIS = ajouter_mois(JOUR, 3), ajouter_mois(JOUR, 6)


def creer_vp_jusqu_au(fin):
    """Un VP dont l'agrément finit ce jour-là, dans un établissement à la liste confirmée."""
    etablissement = creer_etablissement()
    confirmer(etablissement)
    return creer_vp(etablissement=etablissement, fin_agrement=fin)


def renouveler(affectation, *, debut, **champs):
    return creer_habilitation(
        benevole=affectation.benevole,
        etablissement=affectation.etablissement,
        debut=debut,
        **champs,
    )


@pytest.mark.parametrize(
    ("fin", "statut", "restants"),
    [
        (DANS_SIX_MOIS, StatutVP.POURVU, {3: 1, 6: 1}),
        (DANS_SIX_MOIS - UN_JOUR, StatutVP.A_SURVEILLER, {3: 1, 6: 0}),
        (DANS_TROIS_MOIS, StatutVP.A_SURVEILLER, {3: 1, 6: 0}),
        (DANS_TROIS_MOIS - UN_JOUR, StatutVP.A_SURVEILLER, {3: 0, 6: 0}),
    ],
)
def test_un_agrement_qui_echoit_sous_six_mois_met_a_surveiller(fin, statut, restants):
    etablissement = creer_vp_jusqu_au(fin).etablissement

    couverture = le_jour(etablissement)

    assert (couverture.statut_vp, couverture.restants) == (statut, restants)


@pytest.mark.parametrize(
    ("fin", "statut"),
    [
        (dt.date(2016, 2, 28), StatutVP.A_SURVEILLER),
        (dt.date(2016, 2, 29), StatutVP.POURVU),
    ],
)
def test_six_mois_apres_un_31_aout_finissent_avec_fevrier(fin, statut):
    etablissement = creer_etablissement()
    confirmer(etablissement, le=dt.date(2015, 8, 1))
    creer_vp(etablissement=etablissement, debut=dt.date(2015, 1, 1), fin_agrement=fin)

    assert le_jour(etablissement, dt.date(2015, 8, 31)).statut_vp is statut


def test_deux_vp_pour_un_besoin_d_un_seul_supportent_une_echeance():
    etablissement = creer_vp_jusqu_au(DANS_TROIS_MOIS).etablissement
    creer_vp(etablissement=etablissement)

    couverture = le_jour(etablissement)

    assert (couverture.statut_vp, couverture.restants) == (StatutVP.POURVU, {3: 2, 6: 1})


def test_une_echeance_qui_fait_passer_sous_le_besoin_met_a_surveiller():
    etablissement = creer_vp_jusqu_au(DANS_TROIS_MOIS).etablissement
    creer_vp(etablissement=etablissement)
    creer_effectif(etablissement=etablissement, valeur=100)

    assert le_jour(etablissement).statut_vp is StatutVP.A_SURVEILLER


@pytest.mark.parametrize(
    ("decidee_le", "statut"),
    [(JOUR, StatutVP.POURVU), (JOUR + UN_JOUR, StatutVP.A_SURVEILLER)],
)
def test_un_renouvellement_ne_rassure_que_s_il_est_deja_decide(decidee_le, statut):
    affectation = creer_vp_jusqu_au(DANS_TROIS_MOIS)
    renouveler(affectation, debut=DANS_TROIS_MOIS + UN_JOUR, decidee_le=decidee_le)

    assert le_jour(affectation.etablissement).statut_vp is statut


def test_un_renouvellement_apres_un_jour_de_trou_ne_rassure_pas():
    affectation = creer_vp_jusqu_au(DANS_TROIS_MOIS)
    renouveler(affectation, debut=DANS_TROIS_MOIS + 2 * UN_JOUR, decidee_le=JOUR)

    assert le_jour(affectation.etablissement).statut_vp is StatutVP.A_SURVEILLER


def test_les_renouvellements_s_enchainent():
    affectation = creer_vp_jusqu_au(JOUR)
    etapes = [JOUR, JOUR + 60 * UN_JOUR, JOUR + 120 * UN_JOUR, DANS_SIX_MOIS]
    for fin_precedente, fin in zip(etapes, etapes[1:], strict=False):
        renouveler(affectation, debut=fin_precedente + UN_JOUR, fin=fin, decidee_le=JOUR)

    assert le_jour(affectation.etablissement).statut_vp is StatutVP.POURVU


def test_un_renouvellement_pour_un_autre_etablissement_ne_rassure_pas():
    affectation = creer_vp_jusqu_au(DANS_TROIS_MOIS)
    creer_habilitation(
        benevole=affectation.benevole,
        etablissement=creer_etablissement(),
        debut=DANS_TROIS_MOIS + UN_JOUR,
        decidee_le=JOUR,
    )

    assert le_jour(affectation.etablissement).statut_vp is StatutVP.A_SURVEILLER


@pytest.mark.parametrize(
    ("retiree_apres", "statut"), [(0, StatutVP.A_SURVEILLER), (1, StatutVP.POURVU)]
)
def test_un_renouvellement_retire_des_son_premier_jour_ne_rassure_pas(retiree_apres, statut):
    affectation = creer_vp_jusqu_au(DANS_TROIS_MOIS)
    debut = DANS_TROIS_MOIS + UN_JOUR
    renouveler(
        affectation,
        debut=debut,
        decidee_le=JOUR,
        retiree_le=debut + retiree_apres * UN_JOUR,
    )

    assert le_jour(affectation.etablissement).statut_vp is statut


def test_une_date_passee_ne_sait_rien_de_la_suite():
    affectation = creer_vp_jusqu_au(JOUR + UN_JOUR)
    renouveler(affectation, debut=JOUR + 2 * UN_JOUR)
    changer(Habilitation.objects.filter(debut__gt=JOUR), decidee_le=JOUR + 2 * UN_JOUR)

    statuts = [le_jour(affectation.etablissement, JOUR + n * UN_JOUR).statut_vp for n in range(3)]

    assert statuts == [StatutVP.A_SURVEILLER, StatutVP.A_SURVEILLER, StatutVP.POURVU]


def test_une_date_future_compte_les_titres_encore_valables_et_se_lasse_des_listes():
    etablissement = creer_vp_jusqu_au(ajouter_mois(JOUR, 8)).etablissement
    jours = [JOUR, *(ajouter_mois(JOUR, n) for n in (3, 9, 13))]

    couverts = [le_jour(etablissement, jour) for jour in jours]

    assert [(c.effectif_vp, c.statut_vp) for c in couverts] == [
        (1, StatutVP.POURVU),
        (1, StatutVP.A_SURVEILLER),
        (0, StatutVP.NON_POURVU),
        (0, StatutVP.INCONNU),
    ]


@pytest.mark.parametrize(
    ("le", "nombre"),
    [
        (dt.date(2013, 12, 31), 0),
        (dt.date(2014, 1, 1), 1),
        (dt.date(2016, 6, 14), 1),
        (dt.date(2016, 6, 15), 0),
    ],
)
def test_un_etablissement_ferme_ou_pas_encore_ouvert_n_est_pas_du_pays(le, nombre):
    etablissement = creer_etablissement(
        ouvert_le=dt.date(2014, 1, 1), ferme_le=dt.date(2016, 6, 15)
    )
    creer_vp(etablissement=etablissement)

    assert len(couvertures(Etablissement.objects.ouverts(le=le), le=le)) == nombre


def test_chacun_n_a_que_les_siens():
    premier = creer_vp_jusqu_au(DANS_SIX_MOIS).etablissement
    second = creer_cp().etablissement
    creer_effectif(etablissement=second, valeur=500)

    assert [
        (c.etablissement, c.effectif_vp, c.effectif_cp, c.besoin_vp)
        for c in couvertures([premier, second], le=JOUR)
    ] == [(premier, 1, 0, 1), (second, 0, 1, 9)]


@pytest.mark.parametrize("nombre", [1, 3, 70])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre(nombre, django_assert_num_queries):
    for _ in range(nombre):
        etablissement = creer_vp_jusqu_au(DANS_SIX_MOIS).etablissement
        creer_cp(etablissement=etablissement)
        creer_effectif(etablissement=etablissement, valeur=100)

    with django_assert_num_queries(8):
        assert len(couvertures(Etablissement.objects.ouverts(le=JOUR), le=JOUR)) == nombre
