"""Comprendre un jour et son heure."""

import datetime as dt
import time

import pytest

from partenariat.lecture.instants import en_heure_ou_instant, en_instant


@pytest.mark.parametrize(
    "valeur",
    [
        "12/03/2014 09:30",
        "12/03/2014 9h30",
        "12 mars 2014 à 9 h 30",
        "2014-03-12T09:30:00",
        dt.datetime(2014, 3, 12, 9, 29, 59, 999_996),
        41710.395833333336,
    ],
)
def test_un_instant_se_comprend_a_la_minute(valeur):
    assert en_instant(valeur) == dt.datetime(2014, 3, 12, 9, 30)


@pytest.mark.parametrize("valeur", ["12/03/2014", dt.date(2014, 3, 12), 41710])
def test_un_jour_sans_heure_reste_un_jour(valeur):
    assert en_instant(valeur) == dt.date(2014, 3, 12)
    assert not isinstance(en_instant(valeur), dt.datetime)


@pytest.mark.parametrize(
    ("valeur", "lue"),
    [
        ("17:00", dt.time(17)),
        ("17:00:00", dt.time(17)),
        ("17h", dt.time(17)),
        ("13/03/2014 17:00", dt.datetime(2014, 3, 13, 17)),
    ],
)
def test_une_fin_peut_n_etre_qu_une_heure(valeur, lue):
    assert en_heure_ou_instant(valeur) == lue


@pytest.mark.parametrize("valeur", ["12/03/2014 25:00", "12/13/2014 09:00", "demain à 9h", "25:00"])
def test_ce_qui_n_est_pas_un_instant_se_dit(valeur):
    with pytest.raises(ValueError, match="n’est pas une"):
        en_heure_ou_instant(valeur)


def test_un_instant_interminable_est_refuse_sans_attendre():
    depart = time.perf_counter()
    with pytest.raises(ValueError, match="n’est pas une date"):
        en_instant("1" + "t" * 4_998 + "1")
    assert time.perf_counter() - depart < 0.2
