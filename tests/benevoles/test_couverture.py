"""Ce que la couverture dit d'un établissement un jour donné : une phrase, une règle."""

import datetime as dt

import pytest

from benevoles.couverture.statuts import StatutCP, StatutVP
from benevoles.models import Fonction, Habilitation
from partenariat.periodes import ajouter_mois
from tests.benevoles.controle import le_jour
from tests.fabrique import (
    JOUR,
    changer,
    confirmer,
    creer_affectation,
    creer_benevole,
    creer_cp,
    creer_etablissement,
    creer_habilitation,
    creer_suspension,
    creer_vp,
)

pytestmark = pytest.mark.django_db
UN_JOUR = dt.timedelta(days=1)
IL_Y_A_UN_AN = ajouter_mois(JOUR, -12)
LOIN = ajouter_mois(JOUR, 24)


@pytest.fixture
def etablissement():
    """Ses deux listes sont confirmées ; personne n'y vient encore."""
    etablissement = creer_etablissement()
    for fonction in Fonction:
        confirmer(etablissement, fonction=fonction)
    return etablissement


def creer_vp_sans_titre(etablissement, **champs):
    return creer_affectation(etablissement=etablissement, **champs).benevole


# Qui compte


def test_un_vp_affecte_et_agree_compte(etablissement):
    creer_vp(etablissement=etablissement)

    couverture = le_jour(etablissement)

    assert (couverture.effectif_vp, couverture.statut_vp) == (1, StatutVP.POURVU)


def test_un_vp_sans_agrement_ne_compte_pas(etablissement):
    creer_vp_sans_titre(etablissement)

    couverture = le_jour(etablissement)

    assert (couverture.effectif_vp, couverture.statut_vp) == (0, StatutVP.NON_POURVU)


@pytest.mark.parametrize(("fin", "effectif"), [(JOUR, 1), (JOUR - UN_JOUR, 0)])
def test_l_agrement_vaut_jusqu_a_son_dernier_jour_compris(etablissement, fin, effectif):
    creer_vp(etablissement=etablissement, fin_agrement=fin)

    assert le_jour(etablissement).effectif_vp == effectif


@pytest.mark.parametrize(("debut", "effectif"), [(JOUR, 1), (JOUR + UN_JOUR, 0)])
def test_l_agrement_vaut_des_son_premier_jour(etablissement, debut, effectif):
    benevole = creer_vp_sans_titre(etablissement)
    creer_habilitation(
        benevole=benevole, etablissement=etablissement, debut=debut, decidee_le=IL_Y_A_UN_AN
    )

    assert le_jour(etablissement).effectif_vp == effectif


@pytest.mark.parametrize(
    ("debut", "fin", "effectif"),
    [
        (JOUR, None, 0),
        (JOUR, JOUR, 0),
        (IL_Y_A_UN_AN, JOUR, 0),
        (IL_Y_A_UN_AN, JOUR - UN_JOUR, 1),
        (JOUR + UN_JOUR, None, 1),
    ],
)
def test_un_agrement_suspendu_ce_jour_la_ne_compte_pas(etablissement, debut, fin, effectif):
    creer_vp(etablissement=etablissement)
    creer_suspension(habilitation=Habilitation.objects.get(), debut=debut, fin=fin)

    assert le_jour(etablissement).effectif_vp == effectif


@pytest.mark.parametrize(
    ("retiree_le", "effectif"), [(JOUR - UN_JOUR, 0), (JOUR, 0), (JOUR + UN_JOUR, 1)]
)
def test_un_agrement_retire_ne_compte_plus_des_ce_jour_la(etablissement, retiree_le, effectif):
    creer_vp(etablissement=etablissement)
    changer(Habilitation.objects, retiree_le=retiree_le)

    assert le_jour(etablissement).effectif_vp == effectif


def test_un_agrement_provisoire_compte(etablissement):
    creer_habilitation(
        benevole=creer_vp_sans_titre(etablissement),
        etablissement=etablissement,
        debut=JOUR,
        fin=JOUR + 180 * UN_JOUR,
        provisoire=True,
    )

    assert le_jour(etablissement).effectif_vp == 1


def test_un_agrement_pour_un_autre_etablissement_ne_compte_pas_ici(etablissement):
    benevole = creer_vp_sans_titre(etablissement)
    creer_habilitation(benevole=benevole, etablissement=creer_etablissement())

    assert le_jour(etablissement).effectif_vp == 0


def test_une_autorisation_de_cp_ne_vaut_pas_agrement(etablissement):
    benevole = creer_vp_sans_titre(etablissement)
    creer_habilitation(
        benevole=benevole,
        etablissement=etablissement,
        nature=Habilitation.Nature.AUTORISATION,
    )

    assert le_jour(etablissement).effectif_vp == 0


def test_un_agrement_sans_affectation_ne_compte_pas(etablissement):
    creer_habilitation(benevole=creer_benevole(), etablissement=etablissement)

    assert le_jour(etablissement).effectif_vp == 0


@pytest.mark.parametrize(
    ("debut", "fin", "effectif"),
    [
        (IL_Y_A_UN_AN, JOUR, 1),
        (IL_Y_A_UN_AN, JOUR - UN_JOUR, 0),
        (JOUR, None, 1),
        (JOUR + UN_JOUR, None, 0),
    ],
)
def test_l_affectation_compte_du_premier_au_dernier_jour(etablissement, debut, fin, effectif):
    benevole = creer_vp_sans_titre(etablissement, debut=debut, fin=fin)
    creer_habilitation(benevole=benevole, etablissement=etablissement)

    assert le_jour(etablissement).effectif_vp == effectif


def test_deux_titres_valables_ne_comptent_la_personne_qu_une_fois(etablissement):
    benevole = creer_vp(etablissement=etablissement).benevole
    creer_habilitation(benevole=benevole, etablissement=etablissement, retiree_le=LOIN)

    assert le_jour(etablissement).effectif_vp == 1


# Les CP Auxilia


def test_un_cp_sans_autorisation_enregistree_compte(etablissement):
    creer_cp(etablissement=etablissement)

    couverture = le_jour(etablissement)

    assert (couverture.effectif_cp, couverture.statut_cp) == (1, StatutCP.POURVU)


def test_sans_cp_la_liste_confirmee_dit_non_pourvu(etablissement):
    assert le_jour(etablissement).statut_cp is StatutCP.NON_POURVU


@pytest.mark.parametrize(
    ("debut", "fin", "effectif"),
    [
        (IL_Y_A_UN_AN, None, 1),
        (IL_Y_A_UN_AN, JOUR, 1),
        (IL_Y_A_UN_AN, JOUR - UN_JOUR, 0),
        (JOUR + UN_JOUR, None, 1),
    ],
)
def test_un_cp_dont_l_autorisation_a_cesse_ne_compte_plus(etablissement, debut, fin, effectif):
    creer_habilitation(
        benevole=creer_cp(etablissement=etablissement).benevole,
        etablissement=etablissement,
        nature=Habilitation.Nature.AUTORISATION,
        debut=debut,
        fin=fin,
    )

    assert le_jour(etablissement).effectif_cp == effectif


def test_une_autorisation_renouvelee_fait_oublier_l_ancienne(etablissement):
    benevole = creer_cp(etablissement=etablissement).benevole
    for debut, fin in [(IL_Y_A_UN_AN, JOUR - UN_JOUR), (JOUR, None)]:
        creer_habilitation(
            benevole=benevole,
            etablissement=etablissement,
            nature=Habilitation.Nature.AUTORISATION,
            debut=debut,
            fin=fin,
        )

    assert le_jour(etablissement).effectif_cp == 1


# La liste fait foi douze mois


@pytest.mark.parametrize("fonction", Fonction)
@pytest.mark.parametrize(
    ("confirmations", "connue"),
    [
        ([], False),
        ([JOUR], True),
        ([IL_Y_A_UN_AN], True),
        ([IL_Y_A_UN_AN - UN_JOUR], False),
        ([JOUR + UN_JOUR], False),
        ([IL_Y_A_UN_AN - UN_JOUR, IL_Y_A_UN_AN, JOUR + UN_JOUR], True),
    ],
)
def test_sans_confirmation_de_moins_de_douze_mois_on_dit_inconnu(fonction, confirmations, connue):
    etablissement = creer_etablissement()
    for le in confirmations:
        confirmer(etablissement, fonction=fonction, le=le)

    couverture = le_jour(etablissement)

    statuts = {Fonction.VP: couverture.statut_vp, Fonction.CP: couverture.statut_cp}
    assert statuts == {
        autre: "non_pourvu" if connue and autre == fonction else "inconnu" for autre in Fonction
    }


@pytest.mark.parametrize(
    ("le", "confirmee_le", "statut"),
    [
        (dt.date(2016, 2, 29), dt.date(2015, 2, 28), StatutVP.NON_POURVU),
        (dt.date(2016, 2, 29), dt.date(2015, 2, 27), StatutVP.INCONNU),
        (dt.date(2017, 2, 28), dt.date(2016, 2, 28), StatutVP.NON_POURVU),
        (dt.date(2017, 3, 1), dt.date(2016, 2, 29), StatutVP.INCONNU),
    ],
)
def test_douze_mois_se_comptent_de_quantieme_a_quantieme(le, confirmee_le, statut):
    etablissement = creer_etablissement()
    confirmer(etablissement, le=confirmee_le)

    assert le_jour(etablissement, le).statut_vp is statut
