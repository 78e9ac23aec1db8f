"""Un référentiel faux est refusé en français, à la bonne cellule, sans rien changer en base."""

import shutil

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from etablissements.chargement import DOSSIER
from etablissements.chargement.ecriture import charger
from etablissements.chargement.fautes import ReferentielFaux

NATURES = (
    "ouverture, fermeture, fermeture provisoire, réouverture, reconstruction, changement de type,"
    " changement de type (texte), fusion/rattachement, réorganisation des DISP"
)


@pytest.fixture
def dossier(tmp_path):
    return shutil.copytree(DOSSIER, tmp_path / "referentiel")


def photographier():
    """Toutes les lignes de toutes les tables des établissements, et le jeton de version."""
    modeles = [*apps.get_app_config("etablissements").get_models()]
    modeles.append(apps.get_model("partenariat", "Version"))
    return {m.__name__: list(m._base_manager.order_by("pk").values_list()) for m in modeles}


def refus(dossier):
    """Les phrases du refus, l'espace insécable rendue ordinaire ; la base est restée telle."""
    avant = photographier()
    with pytest.raises(CommandError) as erreur:
        call_command("charger_referentiel", dossier=dossier)
    assert photographier() == avant
    assert erreur.value.returncode == 1
    premiere, *phrases = str(erreur.value).replace("\N{NO-BREAK SPACE}", " ").split("\n")
    assert premiere == "Rien n’a été changé."
    return phrases


# fichier, texte remplacé, son remplaçant, phrases attendues
CELLULES_FAUSSES = [
    (
        "etablissements.csv", "44.1992", "44,1992",
        ["etablissements.csv, ligne 2 : 16 cellules pour 15 colonnes."],
    ),
    (
        "etablissements.csv", "44.1992", "44°11",
        ["etablissements.csv, ligne 2, colonne « latitude », valeur « 44°11 » :"
         " un nombre avec un point est attendu, entre -90 et 90."],
    ),
    (
        "etablissements.csv", "44.1992", "441992",
        ["etablissements.csv, ligne 2, colonne « latitude », valeur « 441992 » :"
         " un nombre avec un point est attendu, entre -90 et 90."],
    ),
    (
        "etablissements.csv", "Maison d’arrêt d’Agen,MA", "Maison d’arrêt d’Agen,PRISON",
        ["etablissements.csv, ligne 2, colonne « type », valeur « PRISON » :"
         " valeur inconnue ; attendu : MA, CP, CD, MC, CSL, EPM, EPSNF."],
    ),
    (
        "etablissements.csv", "Maison d’arrêt d’Agen,", ",",
        ["etablissements.csv, ligne 2, colonne « nom » : la cellule est vide."],
    ),
    (
        "etablissements.csv", "Maison d’arrêt d’Agen,", "x" * 121 + ",",
        [f"etablissements.csv, ligne 2, colonne « nom », valeur « {'x' * 60}… » :"
         " 121 signes, 120 au plus."],
    ),
    (
        "etablissements.csv", "d’Agen,MA,disp-bordeaux,47", "d’Agen,MA,disp-bordo,4 7",
        ["etablissements.csv, ligne 2, colonne « disp », valeur « disp-bordo » :"
         " « disp-bordo » n’est pas dans disp.csv.",
         "etablissements.csv, ligne 2, colonne « departement_code », valeur « 4 7 » :"
         " « 4 7 » n’est pas dans disp_departements.csv."],
    ),
    (
        "etablissements.csv", ",spip-48,", ",spip-99,",
        ["etablissements.csv, ligne 165, colonne « spip », valeur « spip-99 » :"
         " « spip-99 » n’est pas dans spip.csv."],
    ),
    (
        "etablissements_apres_2014.csv", "cp-riom,", "ma-agen,",
        ["etablissements_apres_2014.csv, ligne 6, colonne « code », valeur « ma-agen » :"
         " code en double, déjà en etablissements.csv, ligne 2.",
         "*"],
    ),
    (
        "etablissements.csv", "spip-47,1860,,\"Hors", "spip-47,1860,1850,\"Hors",
        ["etablissements.csv, ligne 2, colonne « ferme_en », valeur « 1850 » :"
         " la fermeture précède l’ouverture (31/12/1860)."],
    ),
    (
        "evolutions.csv", "2014-10-12,", "2014-13-12,",
        ["evolutions.csv, ligne 7, colonne « date », valeur « 2014-13-12 » :"
         " une date s’écrit 2014, 2014-10 ou 2014-10-12."],
    ),
    (
        "evolutions.csv", "2014-10-12,", "2015-10-12,",
        ["evolutions.csv, ligne 7, colonne « date », valeur « 2015-10-12 » :"
         " contredit la colonne « ferme_en » (2014)."],
    ),
    (
        "evolutions.csv", "2014-10-12,ma-orleans,fermeture", "2014-10-12,ma-orleans,fermture",
        [f"evolutions.csv, ligne 7, colonne « evenement », valeur « fermture » :"
         f" valeur inconnue ; attendu : {NATURES}."],
    ),
    (
        "evolutions.csv", "détenus à Saran,cp-orleans-saran", "détenus à Saran,cp-saran",
        ["evolutions.csv, ligne 7, colonne « codes_lies », valeur « cp-saran » :"
         " « cp-saran » n’est pas dans etablissements.csv ni dans etablissements_apres_2014.csv."],
    ),
    (
        "capacites.csv", "cd-argentan,2011-07-01,640", "cd-argentan,01/07/2011,six cents",
        ["capacites.csv, ligne 2, colonne « date », valeur « 01/07/2011 » :"
         " une date s’écrit 2014, 2014-10 ou 2014-10-12.",
         "capacites.csv, ligne 2, colonne « capacite », valeur « six cents » :"
         " un nombre entier est attendu, comme 640."],
    ),
    (
        "capacites.csv", "cd-argentan,2026-07,638", "cd-argentan,2011-07-01,638",
        ["capacites.csv, ligne 3, colonne « retenue », valeur « 1 » :"
         " deux valeurs retenues le même jour, déjà en capacites.csv, ligne 2."],
    ),
    (
        "capacites.csv", "ma-orleans,2014-10,95,sources divergentes,0,",
        "ma-orleans,2014-10,95,sources divergentes,0,orleansactu.fr 10/2014,basse\n"
        "ma-orleans,2014-10-31,96,sources divergentes,1,",
        ["capacites.csv, ligne 232, colonne « code », valeur « ma-orleans » :"
         " capacité en double, déjà en capacites.csv, ligne 231."],
    ),
    (
        "spip.csv", "spip-02,SPIP de l’Aisne,02", "spip-02,SPIP de l’Aisne,01",
        ["spip.csv, ligne 3, colonne « departement_code », valeur « 01 » :"
         " un autre SPIP a ce département, déjà en spip.csv, ligne 2."],
    ),
    (
        "disp.csv", "disp-paris,", "DISP Paris,",
        ["disp.csv, ligne 7, colonne « code », valeur « DISP Paris » :"
         " un code s’écrit en minuscules sans accent, comme ma-agen.",
         "*"],
    ),
    (
        "disp.csv", "code,nom,libelle,siege", "code;nom;libelle;siege",
        ["disp.csv, ligne 1 : les colonnes se séparent par des virgules."],
    ),
    (
        "disp.csv", "code,nom,libelle,siege", "code,nom,libele,siege",
        ["disp.csv, ligne 1, colonne « libelle » : cette colonne manque.",
         "disp.csv, ligne 1, colonne « libele » : colonne inconnue."],
    ),
    (
        "spip.csv", "SPIP de l’Ain,", "\"SPIP de l’Ain,",
        ["spip.csv, ligne 2 : des guillemets mal placés ou jamais refermés."],
    ),
    (
        "spip.csv", "SPIP de l’Ain,", "SPIP\0 de l’Ain,",
        ["spip.csv, ligne 2 : un caractère nul : ce n’est pas du CSV."],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fichier", "ancien", "nouveau", "phrases"), CELLULES_FAUSSES)
def test_une_cellule_fausse_est_montree(referentiel, dossier, fichier, ancien, nouveau, phrases):
    texte = (dossier / fichier).read_text(encoding="utf-8")
    assert texte.count(ancien) == 1
    (dossier / fichier).write_text(texte.replace(ancien, nouveau), encoding="utf-8")

    obtenues = refus(dossier)

    if phrases[-1] == "*":  # un code perdu en fait d'autres, chez ceux qui le citent
        phrases, obtenues = phrases[:-1], obtenues[: len(phrases) - 1]
    assert obtenues == phrases


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (None, "disp.csv : ce fichier manque."),
        (b"", "disp.csv : ce fichier est vide."),
        (b"\n ,\n\n"[:1], "disp.csv : ce fichier est vide."),
        (b"code,nom,libelle,siege\n", "disp.csv : aucune ligne sous l’en-tête."),
        (
            "code,nom,libelle,siege\ndisp-x,Région,Ile,Orléans\n".encode("cp1252"),
            "disp.csv, ligne 2, colonne « nom », valeur « Région » :"
            " ce fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage.",
        ),
        (
            b"PK\x03\x04\xff\x00\"\r\n\xfe,\n",
            "disp.csv, ligne 1, colonne « PK\x03\x04ÿ\0\" », valeur « PK\x03\x04ÿ\0\" » :"
            " ce fichier n’est pas en UTF-8 : enregistrez-le dans cet encodage.",
        ),
    ],
)  # fmt: skip
def test_un_fichier_illisible_est_dit_une_seule_fois(referentiel, dossier, contenu, phrase):
    """Les codes qu'il aurait donnés ne font pas d'autres fautes chez ceux qui les citent."""
    (dossier / "disp.csv").unlink()
    if contenu is not None:
        (dossier / "disp.csv").write_bytes(contenu)

    assert refus(dossier) == [phrase]


def test_un_dossier_qui_n_existe_pas(referentiel, tmp_path):
    assert refus(tmp_path / "rien") == [f"{tmp_path / 'rien'} : ce dossier n’existe pas."]


def test_toutes_les_fautes_d_un_coup_vingt_au_plus(referentiel, dossier):
    texte = (dossier / "capacites.csv").read_text(encoding="utf-8")
    (dossier / "capacites.csv").write_text(texte.replace("2026-07", "2026-77"), encoding="utf-8")
    (dossier / "spip.csv").unlink()

    phrases = refus(dossier)

    assert phrases[0] == "spip.csv : ce fichier manque."
    assert len(phrases) == 21
    assert phrases[-1] == f"… et {texte.count('2026-07') + 1 - 20} autres."


def test_une_cellule_sur_deux_lignes_ne_fausse_pas_les_numeros(referentiel, dossier):
    texte = (dossier / "disp.csv").read_text(encoding="utf-8")
    texte = texte.replace(",Lyon,Lyon", ',"Lyon\nou presque",Lyon').replace("disp-paris", "É")
    (dossier / "disp.csv").write_text(texte, encoding="utf-8")

    assert refus(dossier)[0].startswith("disp.csv, ligne 8, colonne « code », valeur « É » :")


def test_une_marque_d_ordre_et_des_fins_de_ligne_de_windows_se_lisent(referentiel, dossier):
    for chemin in dossier.glob("*.csv"):
        octets = chemin.read_bytes().replace(b"\n", b"\r\n")
        chemin.write_bytes(b"\xef\xbb\xbf" + octets)

    assert {bilan[1:3] + bilan[4:] for bilan in charger(dossier)} == {(0, 0, 0)}


def test_deux_lignes_chargees_qui_echangent_une_valeur_unique(referentiel, dossier):
    texte = (dossier / "disp.csv").read_text(encoding="utf-8")
    echange = texte.replace(",Lyon,Lyon", ",Lille!,Lyon").replace(",Lille,Lille", ",Lyon,Lille")
    (dossier / "disp.csv").write_text(echange.replace("Lille!", "Lille"), encoding="utf-8")

    with pytest.raises(ReferentielFaux, match="échangent une valeur qui doit rester unique"):
        charger(dossier)
