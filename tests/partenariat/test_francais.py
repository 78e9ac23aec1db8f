import pytest

from partenariat.francais import de


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
