"""Un fichier qu'on ne lit pas : une phrase qui dit quoi faire, et rien d'abîmé."""

import io
import zipfile

import pytest

from partenariat.lecture import FichierRefuse, Illisible, bornes, lire, refus
from tests.partenariat.envois import envoi, exporte, lu

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CHIFFRE = OLE2 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 64
XLSX = exporte("xlsx", ["Nom", "Ville"], [["a", "b"]])
ODS = exporte("ods", ["Nom", "Ville"], [["a", "b"]])


def _refait(octets, **parties) -> bytes:
    """La même archive, avec ces parties en plus ou remplacées ("xl__x" pour « xl/x »)."""
    sortie, nouvelles = io.BytesIO(), {n.replace("__", "/"): v for n, v in parties.items()}
    with (
        zipfile.ZipFile(io.BytesIO(octets)) as avant,
        zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as apres,
    ):
        gardees = {e.filename: avant.read(e) for e in avant.infolist()}
        for nom, contenu in (gardees | nouvelles).items():
            apres.writestr(nom, contenu)
    return sortie.getvalue()


FEUILLE = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FIN = "</sheetData></worksheet>"
ENTITES = (
    '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    + FEUILLE
    + '<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'
    + FIN
)


@pytest.mark.parametrize(
    ("nom", "octets", "phrase"),
    [
        ("vide.csv", b"", refus.VIDE),
        ("blancs.csv", b"\n;;\n \n", refus.VIDE),
        ("x.xls", OLE2, refus.ANCIEN),
        ("x.xlsx", OLE2, refus.ANCIEN),
        ("x.xlsx", CHIFFRE, refus.CHIFFRE),
        ("x.xlsm", XLSX, refus.MACROS),
        ("x.xlsx", _refait(XLSX, **{"xl__vbaProject.bin": b"x"}), refus.MACROS),
        ("x.pdf", b"%PDF-1.7", refus.TYPE),
        ("sans-type", b"a;b", refus.TYPE),
        ("x.csv", XLSX, refus.PAS_UN_TEXTE),
        ("x.csv", bytes(range(256)), refus.PAS_UN_TEXTE),
        ("x.xlsx", b"<html><table><tr><td>Nom</td></tr></table></html>", refus.PAS_UN_CLASSEUR),
        ("x.xlsx", ODS, refus.PAS_UN_CLASSEUR),
        ("x.ods", XLSX, refus.PAS_UN_CLASSEUR),
        ("x.xlsx", XLSX[: len(XLSX) // 2], refus.ABIME),
        ("x.ods", ODS[:-200], refus.ABIME),
        ("x.xlsx", _refait(XLSX, **{"xl__workbook.xml": b"<x"}), refus.ABIME),
        ("x.xlsx", _refait(XLSX, **{"xl__worksheets__sheet1.xml": ENTITES}), refus.ABIME),
        (
            "x.ods",
            _refait(ODS, **{"META-INF__manifest.xml": b"<m:encryption-data/>"}),
            refus.CHIFFRE,
        ),
        (
            "x.xlsx",
            _refait(XLSX, **{"xl__media__z.xml": b" " * (81 * bornes.MO)}),
            refus.TROP_DEPLIE,
        ),
        ("x.csv", b"a" * 10 + b";b" * 250 + b"\n", refus.TROP_DE_COLONNES),
    ],
)
def test_un_fichier_refuse_l_est_par_une_phrase(nom, octets, phrase, tmp_path):
    with pytest.raises(FichierRefuse) as refuse:
        lu(octets, nom, tmp_path)
    assert refuse.value.phrase == phrase
    assert list(tmp_path.iterdir()) == []


def test_un_fichier_de_200_mo_n_est_pas_meme_ouvert():
    class Enorme(io.BytesIO):
        size = 200 * bornes.MO

        def read(self, *_):
            raise AssertionError("on l’a lu")

    with pytest.raises(FichierRefuse) as refuse:
        lire(Enorme(), "gros.xlsx")
    assert refuse.value.phrase == refus.TROP_GROS


def test_une_bombe_de_rangees_ods_est_refusee(tmp_path):
    contenu = zipfile.ZipFile(io.BytesIO(ODS)).read("content.xml").decode()
    debut, _, fin = contenu.rpartition("<table:table-row")
    bombe = f'{debut}<table:table-row table:number-rows-repeated="1048576"{fin}'
    with pytest.raises(FichierRefuse) as refuse:
        lu(_refait(ODS, **{"content.xml": bombe}), "x.ods", tmp_path)
    assert refuse.value.phrase == refus.TROP_DE_RANGEES


def test_un_million_de_rangees_vides_ne_comptent_pas(tmp_path):
    contenu = zipfile.ZipFile(io.BytesIO(ODS)).read("content.xml").decode()
    debut, _, fin = contenu.rpartition("</table:table>")
    vides = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    vaste = _refait(ODS, **{"content.xml": f"{debut}{vides}</table:table>{fin}"})
    assert [n for n, _ in lu(vaste, "x.ods", tmp_path).rangees()] == [2]


def test_une_cellule_demesuree_est_dite_et_les_autres_se_lisent(tmp_path):
    lecture = lu(("Nom;Ville\n" + "a" * 6000 + ";Lyon\n").encode(), "x.csv", tmp_path)
    ((_, (nom, ville)),) = lecture.rangees()
    assert isinstance(nom, Illisible)
    assert ville == "Lyon"


def test_une_lecture_qui_dure_est_arretee(tmp_path, monkeypatch):
    monkeypatch.setattr("partenariat.lecture.ouverture.DELAI", 0.01)
    with pytest.raises(FichierRefuse) as refuse:
        lu(XLSX, "x.xlsx", tmp_path)
    assert refuse.value.phrase == refus.TROP_LONG


def test_une_lecture_qui_deborde_de_la_memoire_n_emporte_que_son_processus(tmp_path):
    """Une rangée de quinze millions de cellules vides, en quelques kilooctets."""
    bombe = f'{FEUILLE}<row r="1">{"<c/>" * 15_000_000}</row>{FIN}'
    octets = _refait(XLSX, **{"xl__worksheets__sheet1.xml": bombe})
    assert len(octets) < bornes.MO
    with pytest.raises(FichierRefuse) as refuse:
        lu(octets, "x.xlsx", tmp_path)
    assert refuse.value.phrase == refus.TROP_DEPLIE


def test_un_nom_de_fichier_ou_de_feuille_n_est_jamais_une_commande(tmp_path):
    lecture = lire(
        envoi(XLSX, "x.xlsx"), "$(touch pirate) ; x.xlsx", feuille="Essai", vers=tmp_path / "l"
    )
    assert lecture.nombre == 1
