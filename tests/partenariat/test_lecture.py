"""Lire un tableur reçu : ce qui s'y trouve, quel que soit le logiciel qui l'a écrit."""

import csv
import datetime as dt
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partenariat.lecture import FichierRefuse, Illisible, lire, ouvrir
from tests.calc import convertir
from tests.partenariat.envois import classeur, envoi, exporte, lu

ENTETES = ["Nom", "Prénom", "Depuis le", "Heures"]
RANGEES = [
    ["Durand", "Zoé", dt.date(2014, 12, 31), 12.5],
    ["L’Hôte", None, dt.date(2015, 1, 1), 3],
    ["Martin", "Noël\nMarie", None, None],
]
FORMATS = ["csv", "xlsx", "ods"]


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_nos_classeurs_se_relisent_a_l_identique(format, tmp_path):
    lecture = lu(exporte(format, ENTETES, RANGEES), f"x.{format}", tmp_path)
    assert (lecture.entetes, lecture.ligne_entete) == (ENTETES, 1)
    assert list(lecture.rangees()) == list(enumerate(RANGEES, start=2))
    assert (lecture.feuilles, lecture.nombre) == (["Essai"], 3)


def test_notre_csv_rend_des_textes(tmp_path):
    lecture = lu(exporte("csv", ENTETES, RANGEES), "x.csv", tmp_path)
    assert next(lecture.rangees()) == (2, ["Durand", "Zoé", "31/12/2014", "12,5"])


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_l_encodage_et_le_separateur_d_un_csv_se_devinent(encodage, separateur, tmp_path):
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=separateur)
    ecrivain.writerows([["Liste de l’été"], [], ENTETES, ["Durand", "Zoé", "3 mars 2014", "12,5"]])
    lecture = lu(sortie.getvalue().encode(encodage), "liste.csv", tmp_path)
    assert (lecture.entetes, lecture.ligne_entete) == (ENTETES, 3)
    assert list(lecture.rangees()) == [(4, ["Durand", "Zoé", "3 mars 2014", "12,5"])]


def test_la_ligne_sep_d_excel_dit_le_separateur(tmp_path):
    lecture = lu(b"sep=,\r\nNom;1,Heures\r\na;b,3\r\n", "x.csv", tmp_path)
    assert (lecture.entetes, lecture.ligne_entete) == (["Nom;1", "Heures"], 2)
    assert list(lecture.rangees()) == [(3, ["a;b", "3"])]


def _a_la_main(fait):
    """Un titre sur cellules fusionnées, des lignes vides, un groupe de colonnes, des trous."""
    vide = fait.active
    vide.title = "Vide"
    feuille = fait.create_sheet("Visiteurs 2014")
    feuille["A1"] = "Liste des visiteurs au 31/12/2014"
    feuille.merge_cells("A1:D1")
    feuille["B4"] = "Identité"
    feuille.merge_cells("B4:C4")
    for i, titre in enumerate(["Nom  ", "Prénom", "Depuis\nle", "Heures"], start=1):
        feuille.cell(5, i, titre)
    feuille.append(["  Durand ", "Zoé\u00a0", "31/12/2014", "1 234,5"])
    for _ in range(3):
        feuille.append([])
    feuille.append(["Martin", None, dt.datetime(2014, 3, 3, 14, 30), 12, "une note"])
    feuille.cell(400, 1, "Petit")


def test_un_tableau_fait_a_la_main_se_lit(tmp_path):
    lecture = lu(classeur(_a_la_main), "liste.xlsx", tmp_path)
    assert lecture.entetes == [*ENTETES, "Colonne E"]
    assert (lecture.ligne_entete, lecture.feuille) == (5, "Visiteurs 2014")
    assert list(lecture.rangees()) == [
        (6, ["Durand", "Zoé", "31/12/2014", "1 234,5", None]),
        (10, ["Martin", None, dt.datetime(2014, 3, 3, 14, 30), 12, "une note"]),
        (400, ["Petit", None, None, None, None]),
    ]


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_un_tableau_enregistre_par_libreoffice_se_lit_de_meme(format, tmp_path):
    origine = tmp_path / "liste.xlsx"
    origine.write_bytes(classeur(_a_la_main))
    ici = lu(origine.read_bytes(), "a.xlsx", tmp_path)
    attendues = list(ici.rangees())
    converti = convertir(origine, format)
    la = lu(converti.read_bytes(), converti.name, tmp_path)
    assert (la.entetes, la.ligne_entete) == (ici.entetes, ici.ligne_entete)
    assert list(la.rangees()) == attendues


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_un_csv_converti_par_libreoffice_garde_dates_et_nombres(format, tmp_path):
    chemin = tmp_path / "liste.csv"
    texte = "Nom;Depuis le;Heures;Calcul\nDurand;2014-12-31;12,5;=1/0\nZoé;2015-01-01;3;=1+1\n"
    chemin.write_text(texte, encoding="utf-8")
    lecture = lu(convertir(chemin, format).read_bytes(), f"l.{format}", tmp_path)
    (_, une), (_, deux) = lecture.rangees()
    assert une[:3] == ["Durand", dt.date(2014, 12, 31), 12.5]
    assert deux[:3] == ["Zoé", dt.date(2015, 1, 1), 3]


def test_une_formule_vaut_son_resultat_et_une_erreur_se_dit(tmp_path):
    def remplir(fait):
        fait.active.append(["Nom", "Total", "Taux"])
        fait.active.append(["Durand", "=40+2", "=1/0"])

    chemin = tmp_path / "calculs.xlsx"
    chemin.write_bytes(classeur(remplir))
    ((_, sans),) = lu(chemin.read_bytes(), "calculs.xlsx", tmp_path).rangees()
    assert isinstance(sans[1], Illisible)
    assert "n’est pas enregistré" in sans[1]
    for format in ("ods", "xlsx"):  # LibreOffice calcule, et enregistre les résultats
        converti = convertir(chemin, format)
        ((_, avec),) = lu(converti.read_bytes(), converti.name, tmp_path).rangees()
        assert avec[1] == 42
        assert isinstance(avec[2], Illisible)
        assert "#DIV/0!" in avec[2]


def test_une_autre_feuille_se_choisit(tmp_path):
    def remplir(fait):
        fait.active.title = "Une"
        fait.active.append(["a", "b"])
        fait.create_sheet("Deux").append(["c", "d"])
        fait.create_sheet("Cachée").sheet_state = "hidden"

    octets = classeur(remplir)
    assert lu(octets, "x.xlsx", tmp_path).entetes == ["a", "b"]
    lecture = lu(octets, "x.xlsx", tmp_path, feuille="Deux")
    assert (lecture.entetes, lecture.feuilles) == (["c", "d"], ["Une", "Deux"])
    with pytest.raises(FichierRefuse, match="pas de feuille « Trois »"):
        lu(octets, "x.xlsx", tmp_path, feuille="Trois")


def test_un_tableau_lu_se_rouvre_et_sans_destination_va_dans_un_fichier_temporaire():
    lecture = lire(envoi(b"Nom;Ville\na;b\n", "x.csv"), "x.csv")
    try:
        assert ouvrir(lecture.chemin) == lecture
    finally:
        lecture.chemin.unlink()


# Ce qu'une personne peut écrire ; les bords et les retours sont normalisés à la lecture.
TEXTES = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Cf", "Co", "Cn"]), min_size=1
) | st.from_regex(r"'{0,3}[=+\-@][A-Z0-9 ]{0,8}[A-Z0-9]", fullmatch=True)
VALEURS = (
    TEXTES
    | st.none()
    | st.integers(-(10**12), 10**12)
    | st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1))
    | st.floats(-1e9, 1e9).map(lambda n: round(n, 3)).filter(lambda n: n != int(n))
)


def _attendu(valeur, format):
    if format != "csv" or valeur is None or isinstance(valeur, str):
        return valeur
    if isinstance(valeur, dt.date):
        return valeur.strftime("%d/%m/%Y")
    return str(valeur).replace(".", ",")


@pytest.mark.parametrize("format", FORMATS)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rangees=st.lists(st.tuples(TEXTES, VALEURS, VALEURS), min_size=1, max_size=50))
def test_ce_qu_on_ecrit_se_relit(format, rangees, tmp_path):
    lecture = lu(exporte(format, ["Un", "Deux", "Trois"], rangees), f"x.{format}", tmp_path)
    attendues = [[_attendu(v, format) for v in rangee] for rangee in rangees]
    assert [valeurs for _, valeurs in lecture.rangees()] == attendues


@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(octets=st.binary(max_size=300), debut=st.sampled_from([b"", b"PK\x03\x04", b"a;b\n"]))
@pytest.mark.parametrize("format", FORMATS)
def test_des_octets_quelconques_se_lisent_ou_se_refusent_par_une_phrase(
    format, octets, debut, tmp_path
):
    phrase, lecture = _essayer(debut + octets, format, tmp_path)
    assert phrase.endswith(".")
    assert all(len(v) == len(lecture.entetes) for _, v in (lecture.rangees() if lecture else []))


def _essayer(octets, format, dossier):
    try:
        return "Lu.", lu(octets, f"x.{format}", dossier)
    except FichierRefuse as faute:
        return faute.phrase, None
