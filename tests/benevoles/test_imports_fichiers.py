"""De vrais tableaux : faits par LibreOffice, ou comme on les tient depuis dix ans."""

import datetime as dt
import io

import openpyxl
import pytest

from benevoles.models import Affectation, Benevole, Habilitation
from tests.calc import convertir
from tests.fabrique import creer_direction, creer_etablissement
from tests.fabrique_imports import appliquer, colonnes_reconnues, creer_import, en_csv

pytestmark = pytest.mark.django_db


def _tableau_tenu_a_la_main(prison):
    """Un titre fusionné, des lignes vides, des dates en texte, des téléphones en nombres."""
    feuille = (classeur := openpyxl.Workbook()).active
    feuille["B1"] = "VISITEURS DE LA SECTION – mise à jour de janvier"
    feuille.merge_cells("B1:H2")
    feuille["A3"] = "(imprimé le lundi)"
    feuille.append([])
    feuille.append(
        ["Nom de famille", "Prénoms", "E-mail", "Tél. portable", "Ville", "Prison"]
        + ["Affecté depuis le", "Agrément du", "Observations"]
    )
    feuille.append(["LEROY", "Marie", "M.Leroy@exemple.fr", 612345678, "BRON", prison.nom])
    feuille["G6"], feuille["H6"], feuille["I6"] = "1er sept. 2013", "15.10.2013", "à rappeler"
    feuille.append([])
    feuille.append([None, "Total :", "=COUNTA(A6:A7)"])
    feuille.append(["petit", "Jean ", None, "06.98.76.54.32", "Lyon", prison.nom.upper()])
    feuille["G9"], feuille["H9"] = dt.datetime(2014, 1, 6), 41699
    sortie = io.BytesIO()
    classeur.save(sortie)
    return sortie.getvalue()


def test_un_tableau_tenu_a_la_main_se_lit_et_sa_ligne_de_total_est_seule_refusee():
    prison = creer_etablissement(nom="Maison d’arrêt de Valmont")
    octets = _tableau_tenu_a_la_main(prison)

    lot = appliquer(creer_import(par=creer_direction(), octets=octets, nom="section.xlsx"))

    assert colonnes_reconnues(lot) == {
        "nom": "Nom de famille",
        "prenom": "Prénoms",
        "courriel": "E-mail",
        "telephone": "Tél. portable",
        "commune": "Ville",
        "etablissement": "Prison",
        "affectation_debut": "Affecté depuis le",
        "titre_debut": "Agrément du",
    }
    assert list(lot.lignes.values_list("numero", "sort")) == [
        (6, "cree"),
        (8, "refuse"),
        (9, "cree"),
    ]
    assert Benevole.objects.get(nom="LEROY").telephone.as_e164 == "+33612345678"
    assert list(Affectation.objects.order_by("debut").values_list("debut", flat=True)) == [
        dt.date(2013, 9, 1),
        dt.date(2014, 1, 6),
    ]
    assert Habilitation.objects.get(benevole__nom="petit").debut == dt.date(2014, 3, 1)


@pytest.mark.parametrize("format", ["ods", "xlsx"])
def test_un_tableau_fait_par_libreoffice_se_lit(format, tmp_path):
    prison = creer_etablissement()
    octets = en_csv(
        ["Nom", "Prénom", "Code établissement", "Depuis le", "Provisoire"],
        ["Lévêque", "Zoé", prison.code, "01/09/2013", "non"],
    )
    (tmp_path / "liste.csv").write_bytes(octets)
    converti = convertir(tmp_path / "liste.csv", format)

    appliquer(
        creer_import(par=creer_direction(), octets=converti.read_bytes(), nom=f"liste.{format}")
    )

    assert Affectation.objects.get(benevole__nom="Lévêque").debut == dt.date(2013, 9, 1)
