"""Comprendre une cellule : dates, nombres, oui et non, comme on les écrit en France."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partenariat.lecture import Illisible
from partenariat.lecture.valeurs import en_booleen, en_date, en_decimal, en_entier, en_texte


@pytest.mark.parametrize(
    ("valeur", "jour"),
    [
        ("31/12/2014", (2014, 12, 31)),
        (" 1/2/2014 ", (2014, 2, 1)),
        ("31-12-14", (2014, 12, 31)),
        ("31.12.2014", (2014, 12, 31)),
        ("3 mars 2014", (2014, 3, 3)),
        ("1er août 2014", (2014, 8, 1)),
        ("1er\u00a0AOUT 2014", (2014, 8, 1)),
        ("lundi 3 févr. 2014", (2014, 2, 3)),
        ("12 juil. 98", (1998, 7, 12)),
        ("2 juin 14", (2014, 6, 2)),
        ("2014-12-31", (2014, 12, 31)),
        ("2014-12-31T10:30:00", (2014, 12, 31)),
        ("31/12/2014 10:30", (2014, 12, 31)),
        (41640, (2014, 1, 1)),
        (41640.75, (2014, 1, 1)),
        ("41640", (2014, 1, 1)),
        (dt.date(2014, 1, 1), (2014, 1, 1)),
        (dt.datetime(2014, 1, 1, 9, 30), (2014, 1, 1)),
    ],
)
def test_une_date_se_comprend(valeur, jour):
    assert en_date(valeur) == dt.date(*jour)


@pytest.mark.parametrize(
    "valeur",
    ["31/02/2014", "bientôt", "2014", 2014, 12.5, "12/2014", "00/01/2014", "3 brumaire 2014", "٣"],
)
def test_ce_qui_n_est_pas_une_date_est_dit(valeur):
    with pytest.raises(ValueError, match="n’est pas une date : écrivez-la comme 31/12/2014"):
        en_date(valeur)


@pytest.mark.parametrize(
    ("valeur", "nombre"),
    [
        ("1 234,5", "1234.5"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1.234,50", "1234.50"),
        ("12.5", "12.5"),
        ("−3", "-3"),
        (12.5, "12.5"),
        (3, "3"),
    ],
)
def test_un_nombre_se_comprend(valeur, nombre):
    assert en_decimal(valeur) == Decimal(nombre)


@pytest.mark.parametrize("valeur", ["1 23", "1,234.5", "douze", "1e5", "--1", dt.date(2014, 1, 1)])
def test_ce_qui_n_est_pas_un_nombre_est_dit(valeur):
    with pytest.raises(ValueError, match="écrivez-le comme 1 234,5"):
        en_decimal(valeur)


def test_un_entier_n_a_pas_de_virgule():
    assert [en_entier(v) for v in ("1 234", "12,0", 12.0, 7)] == [1234, 12, 12, 7]
    with pytest.raises(ValueError, match="« 12,5 » n’est pas un nombre entier"):
        en_entier(12.5)


def test_oui_et_non_se_disent_de_plusieurs_facons():
    assert [en_booleen(v) for v in ("Oui", "x", "VRAI", 1)] == [True] * 4
    assert [en_booleen(v) for v in ("non", "Faux", 0, "N")] == [False] * 4
    with pytest.raises(ValueError, match="écrivez « oui » ou « non »"):
        en_booleen("peut-être")


@pytest.mark.parametrize("comprendre", [en_date, en_entier, en_decimal, en_booleen])
def test_une_cellule_vide_ne_vaut_rien_et_une_cellule_illisible_garde_sa_phrase(comprendre):
    assert comprendre(None) is None
    assert comprendre("  ") is None
    with pytest.raises(ValueError, match="une erreur de formule"):
        comprendre(Illisible("Cette cellule contient une erreur de formule (#REF!)."))


def test_un_nombre_se_lit_comme_un_texte():
    assert [en_texte(v) for v in (6000, 12.5, None, "a")] == ["6000", "12,5", "", "a"]


@given(st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31)))
def test_tout_jour_ecrit_se_relit(jour):
    for forme in ("%d/%m/%Y", "%d-%m-%y", "%Y-%m-%d", "%d.%m.%Y"):
        assert en_date(jour.strftime(forme)) == jour


@given(st.text(max_size=30))
def test_un_texte_quelconque_se_comprend_ou_se_refuse_par_une_phrase(texte):
    for comprendre in (en_date, en_entier, en_decimal, en_booleen):
        assert "«" in _phrase(comprendre, texte)


def _phrase(comprendre, texte):
    try:
        comprendre(texte)
    except ValueError as faute:
        return str(faute)
    return "« compris »"
