from decimal import Decimal

import pytest

from partenariat.francais import de, nombre


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [
        ("Camille Roux", "de Camille Roux"),
        ("Agathe Lenoir", "d’Agathe Lenoir"),
        ("Éric Petit", "d’Éric Petit"),
        ("Hélène Marchal", "d’Hélène Marchal"),
        ("Yves Morin", "d’Yves Morin"),
        ("Yanis Benali", "de Yanis Benali"),
    ],
)
def test_l_elision_devant_une_voyelle(nom, attendu):
    assert de(nom) == attendu


@pytest.mark.parametrize(
    ("valeur", "attendu"), [("1.80", "1,8"), ("3.00", "3"), ("10", "10"), ("0", "0")]
)
def test_un_nombre_s_ecrit_sans_zero_inutile(valeur, attendu):
    assert nombre(Decimal(valeur)) == attendu
