"""La table de vérité des statuts : chaque frontière, des deux côtés, sans base de données."""

import pytest

from benevoles.couverture.statuts import (
    StatutCP,
    StatutCroise,
    StatutVP,
    statut_cp,
    statut_croise,
    statut_vp,
)

SAIN = {
    "confirmee": True,
    "effectif": 3,
    "besoin": 3,
    "manquants": 0,
    "attente": 0,
    "restant": 3,
}


@pytest.mark.parametrize(
    ("change", "statut"),
    [
        ({}, StatutVP.POURVU),
        ({"effectif": 4, "restant": 4}, StatutVP.POURVU),
        ({"attente": 3}, StatutVP.POURVU),
        ({"effectif": 9, "restant": 3}, StatutVP.POURVU),
        ({"restant": 2}, StatutVP.A_SURVEILLER),
        ({"restant": 0}, StatutVP.A_SURVEILLER),
        ({"effectif": 9, "restant": 2}, StatutVP.A_SURVEILLER),
        ({"attente": 3, "restant": 2}, StatutVP.A_SURVEILLER),
        ({"effectif": 2, "restant": 2}, StatutVP.INSUFFISANT),
        ({"effectif": 1, "restant": 0}, StatutVP.INSUFFISANT),
        ({"manquants": 1}, StatutVP.INSUFFISANT),
        ({"attente": 4}, StatutVP.INSUFFISANT),
        ({"attente": 4, "restant": 0}, StatutVP.INSUFFISANT),
        ({"effectif": 9, "restant": 9, "manquants": 1}, StatutVP.INSUFFISANT),
        ({"effectif": 0, "restant": 0}, StatutVP.NON_POURVU),
        ({"effectif": 0, "restant": 0, "manquants": 5, "attente": 9}, StatutVP.NON_POURVU),
        ({"confirmee": False}, StatutVP.INCONNU),
        ({"confirmee": False, "effectif": 0, "restant": 0}, StatutVP.INCONNU),
        ({"confirmee": False, "manquants": 5, "attente": 9}, StatutVP.INCONNU),
        ({"confirmee": False, "restant": 0}, StatutVP.INCONNU),
    ],
)
def test_statut_vp(change, statut):
    assert statut_vp(**(SAIN | change)) is statut


@pytest.mark.parametrize(
    ("confirmee", "effectif", "statut"),
    [
        (True, 2, StatutCP.POURVU),
        (True, 1, StatutCP.POURVU),
        (True, 0, StatutCP.NON_POURVU),
        (False, 1, StatutCP.INCONNU),
        (False, 0, StatutCP.INCONNU),
    ],
)
def test_statut_cp(confirmee, effectif, statut):
    assert statut_cp(confirmee=confirmee, effectif=effectif) is statut


@pytest.mark.parametrize("vp", StatutVP)
@pytest.mark.parametrize("cp", StatutCP)
def test_statut_croise(vp, cp):
    attendu = {
        (True, True): StatutCroise.LES_DEUX,
        (True, False): StatutCroise.ANVP_SEULE,
        (False, True): StatutCroise.AUXILIA_SEULE,
        (False, False): StatutCroise.AUCUNE,
    }[vp in ("insuffisant", "a_surveiller", "pourvu"), cp == "pourvu"]
    if "inconnu" in (vp, cp):
        attendu = StatutCroise.INCONNU

    assert statut_croise(vp, cp) is attendu
