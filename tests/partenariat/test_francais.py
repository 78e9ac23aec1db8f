from decimal import Decimal

import pytest

from partenariat.francais import de, nombre, taille


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


@pytest.mark.parametrize(
    ("octets", "attendu"),
    [
        (None, "0 octet"),
        (640, "640 octets"),
        (12_345, "12 Ko"),
        (3_240_000, "3,2 Mo"),
        (5_000_000, "5 Mo"),
        (123_400_000, "123 Mo"),
        (2_500_000_000, "2,5 Go"),
    ],
)
def test_une_taille_s_ecrit_en_ko_et_en_mo(octets, attendu):
    assert taille(octets) == attendu.replace(" ", "\u00a0")
