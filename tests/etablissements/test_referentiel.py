"""Le référentiel chargé : les comptes publiés, les dates, et ce qui change d'une fois à l'autre."""

import datetime as dt
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from etablissements.chargement import DOSSIER
from etablissements.chargement.ecriture import charger
from etablissements.models import (
    Antenne,
    Departement,
    DirectionInterregionale,
    Effectif,
    Etablissement,
    Evenement,
    Precision,
    Spip,
)
from tests.fabrique import creer_affectation, creer_effectif, creer_etablissement

PREMIER_JANVIER_2014 = dt.date(2014, 1, 1)
SORTES = [
    "DISP",
    "départements",
    "SPIP",
    "établissements",
    "antennes",
    "capacités",
    "événements",
]


@pytest.fixture
def dossier(tmp_path):
    """Une copie du référentiel, qu'un essai peut abîmer."""
    return shutil.copytree(DOSSIER, tmp_path / "referentiel")


def remplacer(dossier, fichier, ancien, nouveau):
    texte = (dossier / fichier).read_text(encoding="utf-8")
    assert texte.count(ancien) == 1, f"{ancien!r} : {texte.count(ancien)} fois"
    (dossier / fichier).write_text(texte.replace(ancien, nouveau), encoding="utf-8")


def faits(bilans):
    """Ce qui a bougé : (créés, modifiés, retirés) par sorte, sans les sortes inchangées."""
    return {
        b.sorte: (b.crees, b.modifies, b.retires) for b in bilans if b[1:3] + b[4:] != (0, 0, 0)
    }


def compter(champ, le=PREMIER_JANVIER_2014):
    lignes = Etablissement.objects.ouverts(le=le).order_by().values_list(champ)
    return dict(lignes.annotate(Count("pk")))


def test_au_1er_janvier_2014_les_191_etablissements_par_type(referentiel):
    assert Etablissement.objects.ouverts(le=PREMIER_JANVIER_2014).count() == 191
    types = {"MA": 98, "CP": 44, "CD": 25, "MC": 6, "CSL": 11, "EPM": 6, "EPSNF": 1}
    assert compter("type") == types


def test_au_1er_janvier_2014_les_191_etablissements_par_disp(referentiel):
    assert compter("disp__libelle") == {
        "Bordeaux": 20,
        "Dijon (Centre-Est)": 21,
        "Lille": 21,
        "Lyon": 22,
        "Marseille": 15,
        "Mission Outre-mer": 14,
        "Paris": 17,
        "Rennes": 20,
        "Strasbourg": 24,
        "Toulouse": 17,
    }


@pytest.mark.parametrize(
    ("le", "nombre"),
    [
        ("2014-07-16", 191),
        ("2014-07-17", 192),  # Orléans-Saran ouvre
        ("2014-09-01", 192),  # Orléans, Lure et Chartres ne ferment que plus tard
        ("2014-10-12", 191),  # Orléans ferme
        ("2014-10-15", 190),  # Lure ferme
        ("2014-12-30", 190),
        ("2014-12-31", 189),  # Chartres, fermée « en 2014 »
        ("2015-03-31", 190),  # Vendin ouvre
        ("2015-11-08", 190),  # Valence : un pour un
        ("2016-01-01", 189),  # Beauvais remplace Beauvais et Compiègne, fin 2015
        ("2016-01-31", 187),  # Riom remplace trois établissements
        ("2017-05-31", 188),  # Tatutu ouvre
        ("2018-01-31", 189),  # Draguignan ouvre ; la Santé, fermée pour travaux, comptait toujours
        ("2021-12-31", 188),  # Lutterbach remplace Mulhouse le 10/11 et Colmar « en 2021 »
        ("2024-01-01", 188),  # 2023 : Koné ouvre, Clairvaux ferme, Caen et Troyes, un pour un
    ],
)
def test_les_ouvertures_et_fermetures_comptent_a_leur_date(referentiel, le, nombre):
    assert Etablissement.objects.ouverts(le=dt.date.fromisoformat(le)).count() == nombre


def test_dix_disp_cent_cinq_departements_cent_trois_spip(referentiel):
    assert DirectionInterregionale.objects.count() == 10
    assert Departement.objects.count() == 105
    assert Spip.objects.count() == 103
    sans_spip = Departement.objects.filter(spip=None).order_by("code")
    assert list(sans_spip.values_list("code", flat=True)) == ["975", "986"]
    aisne = Antenne.objects.filter(spip__code="spip-02").values_list("nom", flat=True)
    assert list(aisne) == ["Château-Thierry", "Laon", "Saint-Quentin", "Soissons"]


def test_orleans_ferme_le_12_octobre_2014_remplacee_par_orleans_saran(referentiel):
    orleans = Etablissement.objects.get(code="ma-orleans")
    assert orleans.ferme_le == dt.date(2014, 10, 12)
    assert orleans.ferme_precision == Precision.JOUR
    assert orleans.remplace_par.code == "cp-orleans-saran"
    assert orleans.est_ouvert(dt.date(2014, 10, 11))
    assert not orleans.est_ouvert(dt.date(2014, 10, 12))


def test_une_date_imprecise_est_tenue_a_son_dernier_jour_possible(referentiel):
    dates = {
        e.code: (e.ouvert_le, e.ouvert_precision, e.ferme_le, e.ferme_precision)
        for e in Etablissement.objects.filter(code__in=["cp-le-havre", "ma-compiegne"])
    }
    assert dates == {
        "cp-le-havre": (dt.date(2010, 12, 31), "annee", None, "jour"),
        "ma-compiegne": (dt.date(1867, 12, 31), "annee", dt.date(2015, 12, 31), "mois"),
    }


def test_un_evenement_sans_date_garde_ce_que_la_source_ecrit(referentiel):
    fusion = Evenement.objects.get(etablissement__code="csl-grenoble")
    assert (fusion.le, fusion.date_ecrite) == (None, "avant 2025")
    assert fusion.etablissement.ferme_le is None


def test_chaque_capacite_garde_sa_source_et_sa_confiance(referentiel):
    # Effectif.Meta.ordering : de la plus récente à la plus ancienne.
    champs = ("le", "precision", "valeur", "retenu", "confiance")
    bethune = Effectif.objects.filter(etablissement__code="ma-bethune").values_list(*champs)
    assert list(bethune) == [
        (dt.date(2026, 7, 31), "mois", 177, True, "moyenne"),
        (dt.date(2017, 3, 1), "jour", 180, True, "haute"),
        (dt.date(2009, 11, 30), "mois", 180, True, "haute"),
    ]
    assert not Effectif.objects.filter(source="").exists()


def test_la_recherche_ignore_les_accents(referentiel):
    trouves = Etablissement.objects.chercher("fleury merogis")
    assert [e.code for e in trouves] == ["ma-fleury-merogis"]


def test_charger_deux_fois_ne_change_rien(referentiel):
    assert [b.sorte for b in referentiel] == SORTES
    crees = [b.crees for b in referentiel]
    assert crees[:4] == [10, 105, 103, 202]

    assert [b[1:] for b in charger(DOSSIER)] == [(0, 0, n, 0) for n in crees]


@pytest.mark.parametrize(
    ("fichier", "ancien", "nouveau", "attendu"),
    [
        ("disp.csv", ",Fresnes", ",Paris", {"DISP": (0, 1, 0)}),
        ("spip.csv", "Laon;Saint-Quentin", "Laon", {"antennes": (0, 0, 1)}),
        ("spip.csv", "spip-48,", "spip-lozere,", {"SPIP": (0, 1, 0)}),
        ("etablissements.csv", "44.1992", "44.2", {"établissements": (0, 1, 0)}),
        (
            "evolutions.csv",
            "2014-10-12,",
            "2014-10-13,",
            {
                "établissements": (0, 1, 0),
                "événements": (1, 0, 1),
            },
        ),
        (
            "capacites.csv",
            "cd-argentan,2011-07-01,640",
            "cd-argentan,2011-07-01,641",
            {"capacités": (0, 1, 0)},
        ),
    ],
)
def test_une_ligne_changee_est_dite_modifiee(
    referentiel, dossier, fichier, ancien, nouveau, attendu
):
    if fichier == "spip.csv" and "lozere" in nouveau:
        remplacer(dossier, "etablissements.csv", ",spip-48,", ",spip-lozere,")
    remplacer(dossier, fichier, ancien, nouveau)

    assert faits(charger(dossier)) == attendu


def test_la_valeur_retenue_peut_passer_d_une_source_a_l_autre(referentiel, dossier):
    ligne = "ma-blois,2014-07,114,établissement,1,France 3 Centre 17/07/2014,moyenne\n"
    autre = "ma-blois,2014-07,114,établissement,{},autre source,moyenne\n"
    remplacer(dossier, "capacites.csv", ligne, ligne + autre.format(0))
    assert faits(charger(dossier)) == {"capacités": (1, 0, 0)}
    remplacer(dossier, "capacites.csv", ligne, ligne.replace(",1,", ",0,"))
    remplacer(dossier, "capacites.csv", autre.format(0), autre.format(1))

    assert faits(charger(dossier)) == {"capacités": (0, 2, 0)}


def test_un_successeur_change_compte_comme_une_modification(referentiel, dossier):
    remplacer(dossier, "evolutions.csv", "derniers détenus à Saran,cp-orleans-saran", "détenus,")

    assert faits(charger(dossier))["établissements"] == (0, 1, 0)
    assert Etablissement.objects.get(code="ma-orleans").remplace_par is None


def retirer_valenciennes(dossier):
    for fichier in ("etablissements.csv", "capacites.csv"):
        lignes = (dossier / fichier).read_text(encoding="utf-8").splitlines(keepends=True)
        reste = [ligne for ligne in lignes if not ligne.startswith("ma-valenciennes,")]
        (dossier / fichier).write_text("".join(reste), encoding="utf-8")


def test_un_etablissement_ote_du_fichier_est_retire_si_rien_ne_s_y_rapporte(referentiel, dossier):
    retirer_valenciennes(dossier)

    assert faits(charger(dossier)) == {"établissements": (0, 0, 1), "capacités": (0, 0, 2)}


@pytest.mark.parametrize(
    ("attacher", "raison"),
    [
        (lambda e: creer_affectation(etablissement=e), "1 affectation"),
        (
            lambda e: creer_effectif(etablissement=e, valeur=9, nature=Effectif.Nature.DETENUS),
            "1 effectif",
        ),
    ],
)
def test_un_etablissement_ote_du_fichier_reste_si_on_s_y_rapporte(
    referentiel, dossier, attacher, raison
):
    attacher(Etablissement.objects.get(code="ma-valenciennes"))
    retirer_valenciennes(dossier)

    with pytest.raises(CommandError) as refus:
        call_command("charger_referentiel", dossier=dossier, stdout=StringIO())

    assert str(refus.value).replace("\N{NO-BREAK SPACE}", " ") == (
        "Rien n’a été changé.\netablissements.csv, colonne « code », valeur « ma-valenciennes » :"
        f" n’est plus dans le fichier, mais la base garde : {raison}."
    )
    assert Etablissement.objects.get(code="ma-valenciennes").effectifs.filter(retenu=True).exists()


def test_la_commande_dit_ce_qu_elle_a_fait_de_chaque_sorte(referentiel):
    creer_etablissement(disp=DirectionInterregionale.objects.get(libelle="Paris"))
    sortie = StringIO()
    call_command("charger_referentiel", stdout=sortie)

    entete, *lignes = sortie.getvalue().splitlines()
    assert entete.split() == ["créés", "modifiés", "inchangés", "retirés"]
    assert [ligne.split() for ligne in lignes[:4]] == [
        ["DISP", "0", "0", "10", "0"],
        ["départements", "0", "0", "105", "1"],
        ["SPIP", "0", "0", "103", "1"],
        ["établissements", "0", "0", "202", "1"],
    ]
