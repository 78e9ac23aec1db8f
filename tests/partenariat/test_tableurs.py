"""Nos fichiers, ouverts comme chez ceux qui les reçoivent : pandas, openpyxl, LibreOffice."""

import datetime as dt
import io
import subprocess
import time

import openpyxl
import pandas as pd
import pytest

from partenariat import ods
from tests.partenariat.envois import exporte

FORMATS = ["csv", "xlsx", "ods"]
ENTETES = ["Texte", "Jour", "Instant", "Nombre"]
JOUR, INSTANT = dt.date(2014, 3, 1), dt.datetime(2014, 3, 1, 9, 30)
PIEGES = [
    "=1+1",
    "+33 6 01 02 03 04",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "'=1+1",
    '=HYPERLINK("http://exemple.invalid","ici")',
    "{=1+1}",
    "https://exemple.invalid/",
]


def ouvrir(format, octets):
    """Avec pandas, comme le ferait un service statistique."""
    if format == "csv":
        return pd.read_csv(io.BytesIO(octets), sep=";", encoding="utf-8-sig", dtype=str)
    return pd.read_excel(io.BytesIO(octets), engine="calamine")


@pytest.mark.parametrize("format", FORMATS)
def test_aucun_texte_ne_devient_une_formule_ni_un_lien(format):
    octets = exporte(format, ENTETES, [[piege, JOUR, INSTANT, 2] for piege in PIEGES])

    lus = list(ouvrir(format, octets)["Texte"])

    if format == "csv":  # le seul sans type : une apostrophe y garde le texte
        assert [lu[0] for lu in lus[:8]] == ["'"] * 8
        lus = [lu[1:] if lu[1:] in PIEGES else lu for lu in lus]
        assert "sep=" not in octets.decode("utf-8-sig")
    elif format == "ods":  # où une tabulation devient une espace, et un retour, une ligne
        assert lus == [piege.replace("\r", "\n").replace("\t", " ") for piege in PIEGES]
        return
    assert lus == PIEGES


def test_une_cellule_excel_ne_porte_ni_formule_ni_lien():
    octets = exporte("xlsx", ENTETES, [[piege, JOUR, INSTANT, 2] for piege in PIEGES])
    feuille = openpyxl.load_workbook(io.BytesIO(octets)).active
    cellules = [rangee[0] for rangee in feuille.iter_rows(min_row=2)]
    assert {cellule.data_type for cellule in cellules} == {"s"}
    assert not any(cellule.hyperlink for cellule in cellules)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_dates_instants_et_nombres_gardent_leur_type(format):
    lu = ouvrir(format, exporte(format, ENTETES, [["é", JOUR, INSTANT, 2.5], ["", None, None, 3]]))
    assert lu["Jour"][0] == pd.Timestamp(JOUR)
    assert lu["Instant"][0] == pd.Timestamp(INSTANT)
    assert list(lu["Nombre"]) == [2.5, 3]
    assert lu["Jour"].isna()[1]


def test_le_csv_s_ouvre_dans_excel_avec_ses_accents():
    octets = exporte("csv", ["Prénom"], [["Zoé"]])
    assert octets == b"\xef\xbb\xbf" + "Prénom\r\nZoé\r\n".encode()


@pytest.mark.parametrize("texte", ["a  b", " a", "a ", "a\nb", '<a> & "b" \' ]]>', "a\x0bb"])
def test_l_ods_rend_chaque_texte_tel_quel(texte):
    octets = ods.ecrire("A & <B>", ["Texte"], [[texte]])
    lu = pd.read_excel(io.BytesIO(octets), engine="calamine", sheet_name="A & <B>")
    assert lu["Texte"][0] == texte.replace("\x0b", "")


def test_l_ods_de_dix_mille_personnes_s_ecrit_en_moins_de_trois_secondes():
    rangees = [[f"Nom {n}", JOUR, INSTANT, n] for n in range(10_000)]
    debut = time.process_time()
    ods.ecrire("Personnes", ENTETES, rangees)
    assert time.process_time() - debut < 3


def test_libreoffice_ouvre_les_trois_formats_et_n_y_calcule_rien(tmp_path):
    for format in FORMATS:
        octets = exporte(format, ENTETES, [[piege, JOUR, INSTANT, 2] for piege in PIEGES])
        (tmp_path / f"{format}.{format}").write_bytes(octets)
    _convertir(tmp_path, *(tmp_path / f"{format}.{format}" for format in ("xlsx", "ods")))
    # Le CSV s'importe avec ses réglages : point-virgule, UTF-8, et les formules permises.
    _convertir(
        tmp_path,
        tmp_path / "csv.csv",
        lire="CSV:59,34,76,1,,1036,false,true,false,false,false,0,true",
    )
    for format in FORMATS:
        texte = (tmp_path / "lus" / f"{format}.csv").read_text("utf-8")
        lu = pd.read_csv(io.StringIO(texte), sep=";", dtype=str)
        assert format == "csv" or set(lu["Jour"]) == {"01/03/2014"}
        assert "=1+1" in lu["Texte"][0], format  # et non « 2 »
        assert len(lu) == len(PIEGES), format


def _convertir(dossier, *fichiers, lire=""):
    """En CSV, avec LibreOffice sans écran et un profil neuf."""
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation=file://{dossier}/profil", "--headless"),
            *([f"--infilter={lire}"] if lire else []),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir"),
            *(str(dossier / "lus"), *map(str, fichiers)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
