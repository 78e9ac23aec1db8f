"""La référence d'un apprenant, et le texte libre : rien qui identifie, et la raison du refus."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from engagements.demandes.reference import FORMAT, lire_reference, refuser_l_indiscret


@pytest.mark.parametrize(
    ("saisie", "lue"),
    [
        ("AUX-10234", "AUX-10234"),
        (" aux 10234 ", "AUX-10234"),
        ("Aux10234", "AUX-10234"),
        ("ead-007", "EAD-007"),
    ],
)
def test_une_reference_d_auxilia_est_acceptee_et_ne_s_ecrit_que_d_une_facon(saisie, lue):
    assert lire_reference(saisie) == lue


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ("123456", "numéro d’écrou"),
        ("écrou 12345", "numéro d’écrou"),
        ("ECROU-1234", "numéro d’écrou"),
        ("12/05/1980", "une date"),
        ("1980-05-12", "une date"),
        ("Jean Dupont", "un nom"),
        ("DUPONT", "un nom"),
        ("Jean-Pierre O’Brien", "un nom"),
        ("AUX-1", "s’écrit comme AUX-10234"),
        ("AUX-10234; DROP TABLE", "s’écrit comme AUX-10234"),
    ],
)
def test_ce_qui_n_en_est_pas_une_est_refuse_avec_sa_raison(saisie, raison):
    with pytest.raises(ValidationError) as refus:
        lire_reference(saisie)
    assert raison in refus.value.messages[0]


def _lue_ou_refusee(saisie):
    try:
        return lire_reference(saisie)
    except ValidationError as refus:
        return refus


@given(st.text(max_size=60))
def test_quoi_qu_on_tape_c_est_une_reference_ou_une_phrase(saisie):
    lue = _lue_ou_refusee(saisie)
    if isinstance(lue, ValidationError):
        assert lue.messages[0].endswith(".")
    else:
        assert FORMAT.fullmatch(lue)


@pytest.mark.parametrize(
    "texte", ["né le 12/05/1980", "écrou 4521", "0612345678", "sort en 2027 08 01"]
)
def test_le_texte_libre_refuse_dates_et_numeros(texte):
    with pytest.raises(ValidationError):
        refuser_l_indiscret(texte)


@pytest.mark.parametrize("texte", ["", "Reprendre le module 2 de mathématiques.", "CAP, niveau 3"])
def test_le_texte_libre_ordinaire_passe(texte):
    assert refuser_l_indiscret(texte) == texte
