"""Le besoin en VP : seuils datés, personnes détenues ou places, besoin déclaré par la section."""

import datetime as dt
from decimal import Decimal

import pytest

from benevoles.couverture.statuts import StatutVP
from benevoles.models import Seuil
from etablissements.models import Effectif, Etablissement
from partenariat.periodes import ajouter_mois
from tests.benevoles.controle import le_jour
from tests.fabrique import (
    JOUR,
    confirmer,
    creer_besoin,
    creer_effectif,
    creer_etablissement,
    creer_vp,
)

pytestmark = pytest.mark.django_db
UN_JOUR = dt.timedelta(days=1)
DETENUS, PLACES = Effectif.Nature.DETENUS, Effectif.Nature.PLACES
IL_Y_A_UN_AN = ajouter_mois(JOUR, -12)


@pytest.fixture
def etablissement():
    """Sa liste de VP est confirmée ; personne n'y vient encore."""
    etablissement = creer_etablissement()
    confirmer(etablissement)
    return etablissement


def creer_seuil(*, vp_pour_cent, minimum=1, debut=dt.date(2014, 1, 1), fin=None, type="MA"):
    return Seuil.objects.create(
        type_etablissement=type,
        vp_pour_cent=Decimal(vp_pour_cent),
        minimum_vp=minimum,
        debut=debut,
        fin=fin,
        explication="essai",
    )


@pytest.mark.parametrize(
    ("places", "besoin"), [(0, 1), (55, 1), (56, 2), (100, 2), (111, 2), (112, 3), (500, 9)]
)
def test_le_besoin_par_defaut_est_de_1_8_pour_cent_arrondi_au_dessus(etablissement, places, besoin):
    creer_effectif(etablissement=etablissement, valeur=places)

    assert le_jour(etablissement).besoin_vp == besoin


def test_sans_capacite_connue_le_besoin_est_le_minimum(etablissement):
    creer_seuil(vp_pour_cent="5", minimum=3)

    assert le_jour(etablissement).besoin_vp == 3


@pytest.mark.parametrize(
    ("au", "besoin"),
    [(JOUR, 9), (IL_Y_A_UN_AN, 9), (IL_Y_A_UN_AN - UN_JOUR, 2), (JOUR + UN_JOUR, 2)],
)
def test_les_detenus_servent_plutot_que_les_places_pendant_un_an(etablissement, au, besoin):
    creer_effectif(etablissement=etablissement, valeur=100, nature=PLACES, le=dt.date(2010, 1, 1))
    creer_effectif(etablissement=etablissement, valeur=500, nature=DETENUS, le=au)

    assert le_jour(etablissement).besoin_vp == besoin


def test_la_derniere_capacite_connue_sert_si_elle_est_retenue(etablissement):
    for valeur, le, retenu in [
        (100, dt.date(2010, 1, 1), True),
        (200, dt.date(2014, 1, 1), True),
        (900, dt.date(2015, 1, 1), False),
        (900, JOUR + UN_JOUR, True),
    ]:
        creer_effectif(etablissement=etablissement, valeur=valeur, le=le, retenu=retenu)

    assert le_jour(etablissement).besoin_vp == 4


@pytest.mark.parametrize(
    ("le", "besoin"),
    [
        (dt.date(2015, 12, 31), 2),
        (dt.date(2016, 1, 1), 5),
        (dt.date(2016, 12, 31), 5),
        (dt.date(2017, 1, 1), 2),
    ],
)
def test_un_seuil_vaut_pendant_sa_periode_pour_son_type(etablissement, le, besoin):
    creer_effectif(etablissement=etablissement, valeur=100, le=dt.date(2010, 1, 1))
    creer_seuil(vp_pour_cent="5", debut=dt.date(2016, 1, 1), fin=dt.date(2016, 12, 31))
    creer_seuil(vp_pour_cent="50", type=Etablissement.Type.MC)

    assert le_jour(etablissement, le).besoin_vp == besoin


@pytest.mark.parametrize(
    ("taux", "valeur", "besoin"), [("1.15", 2000, 23), ("0.07", 10000, 7), ("2.2", 50, 2)]
)
def test_le_besoin_se_calcule_sans_erreur_de_virgule(etablissement, taux, valeur, besoin):
    creer_seuil(vp_pour_cent=taux)
    creer_effectif(etablissement=etablissement, valeur=valeur)

    assert le_jour(etablissement).besoin_vp == besoin


def test_un_effectif_sous_le_besoin_est_insuffisant(etablissement):
    creer_vp(etablissement=etablissement)
    creer_effectif(etablissement=etablissement, valeur=56)

    couverture = le_jour(etablissement)

    assert (couverture.statut_vp, couverture.ecart_vp) == (StatutVP.INSUFFISANT, -1)


@pytest.mark.parametrize(
    ("manquants", "attente", "statut"),
    [
        (0, 3, StatutVP.POURVU),
        (1, 0, StatutVP.INSUFFISANT),
        (0, 4, StatutVP.INSUFFISANT),
    ],
)
def test_le_besoin_declare_par_la_section_rend_insuffisant(
    etablissement, manquants, attente, statut
):
    creer_vp(etablissement=etablissement)
    creer_besoin(etablissement=etablissement, vp_manquants=manquants, attente_mois=attente)

    assert le_jour(etablissement).statut_vp is statut


def test_seul_le_dernier_besoin_declare_ce_jour_la_compte(etablissement):
    creer_vp(etablissement=etablissement)
    creer_besoin(etablissement=etablissement, vp_manquants=4, le=IL_Y_A_UN_AN)
    creer_besoin(etablissement=etablissement, le=JOUR)
    creer_besoin(etablissement=etablissement, vp_manquants=4, le=JOUR + UN_JOUR)

    assert le_jour(etablissement).statut_vp is StatutVP.POURVU
