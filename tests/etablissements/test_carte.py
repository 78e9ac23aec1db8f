import csv
import math
from pathlib import Path

import pytest

from etablissements.carte import CREDITS, FICHIER, fond, placer
from etablissements.etalement import etaler
from etablissements.models import Departement, Etablissement

RAYON = 7.5
ILE_DE_FRANCE = {"75", "77", "78", "91", "92", "93", "94", "95"}


def _referentiel():
    """Les établissements du référentiel, non enregistrés."""
    for fichier in sorted(FICHIER.parent.glob("etablissements*.csv")):
        with Path(fichier).open(encoding="utf-8") as lignes:
            for ligne in csv.DictReader(lignes):
                yield Etablissement(
                    nom=ligne["nom"],
                    departement=Departement(code=ligne["departement_code"]),
                    latitude=float(ligne["latitude"]),
                    longitude=float(ligne["longitude"]),
                )


@pytest.fixture(scope="module")
def places():
    return placer(_referentiel(), rayon=RAYON)


@pytest.mark.parametrize(
    ("cadre", "latitude", "longitude", "attendu"),
    [
        ("metropole", 48.8534, 2.3488, (524.6, 205.5)),
        ("idf", 48.8534, 2.3488, (142.0, 513.9)),
        ("idf", 48.7551, 2.3222, (136.3, 544.1)),
        ("metropole", 43.6764, 4.6278, (667.8, 664.6)),
        ("metropole", 42.5535, 9.4266, (985.2, 748.4)),
        ("972", 14.5751, -60.975, (160.4, 950.4)),
        ("988", -22.2741, 166.4488, (659.9, 961.0)),
        ("987-societe", -17.5593, -149.6035, (776.0, 950.3)),
        ("987-marquises", -8.9109, -140.0997, (830.0, 927.5)),
    ],
)
def test_la_projection_rend_les_points_de_reference(cadre, latitude, longitude, attendu):
    x, y = fond().cadre(cadre).projeter(latitude, longitude)
    assert (round(x, 1), round(y, 1)) == attendu


@pytest.mark.parametrize(
    ("departement", "latitude", "longitude", "cadre"),
    [
        ("75", 48.8534, 2.3488, "idf"),
        ("13", 43.6764, 4.6278, "metropole"),
        ("987", -8.9109, -140.0997, "987-marquises"),
        ("987", -23.1, -134.9, "987-societe"),  # les Gambier : ramenées au bord
        ("inconnu", 46.0, 3.0, "metropole"),
    ],
)
def test_chaque_point_a_son_cadre(departement, latitude, longitude, cadre):
    assert fond().cadre_de(departement, latitude, longitude).id == cadre


def test_un_point_hors_de_la_carte_n_y_est_pas():
    saint_barthelemy = Etablissement(
        departement=Departement(code="977"), latitude=17.8962, longitude=-62.8498
    )
    assert placer([saint_barthelemy], rayon=RAYON) == []


def test_les_etablissements_reels_sont_tous_dans_le_cadre_de_leur_departement(places):
    assert len(places) == len(list(_referentiel())) >= 191
    for point in places:
        code = point.etablissement.departement.code
        assert code in point.cadre.departements
        assert (point.cadre.id == "idf") == (code in ILE_DE_FRANCE)
        boite = point.cadre.boite or fond().boite
        assert boite.contient(point.x, point.y)


def test_aucun_symbole_n_en_recouvre_un_autre_de_plus_d_un_cinquieme(places):
    plus_proches = min(
        math.dist((a.x, a.y), (b.x, b.y)) for i, a in enumerate(places) for b in places[i + 1 :]
    )
    assert plus_proches >= 0.8 * 2 * RAYON


def test_chacun_reste_pres_de_son_vrai_lieu(places):
    assert max(p.ecart for p in places) < 2 * RAYON
    assert sum(p.ecart == pytest.approx(0, abs=0.1) for p in places) > len(places) / 2


def test_l_etalement_est_toujours_le_meme_et_separe_des_points_confondus():
    confondus = [(500.0, 500.0)] * 6 + [(503.0, 500.0)]

    places = etaler(confondus, rayon=RAYON)

    assert places == etaler(confondus, rayon=RAYON)
    distances = [math.dist(a, b) for i, a in enumerate(places) for b in places[i + 1 :]]
    assert min(distances) >= 0.8 * 2 * RAYON


def test_des_milliers_de_points_ne_sont_pas_etales():
    foule = [(500.0, 500.0)] * 5000
    assert etaler(foule, rayon=RAYON) == foule


def test_le_fond_a_ses_territoires_et_ses_credits():
    assert len(fond().departements) == 105
    assert len(fond().disps) == 10
    assert "Licence Ouverte" in " ".join(CREDITS)
