"""Ni SQL ni HTML écrits à la main là où passe un texte venu d'ailleurs : l'ORM et l'échappement.

Un balayage n'essaie que quelques adresses ; ceci tient pour toutes. Ce qui suit se relit à chaque
ajout : un module de plus doit dire pourquoi il écrit lui-même son SQL ou son HTML.
"""

import ast
import re
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
APPLICATIONS = ("partenariat", "etablissements", "benevoles", "engagements", "suivi")
SQL = {"execute", "executemany", "raw", "extra", "RawSQL"}
# Du SQL fixe, ou fait de noms de tables : aucun texte d'une requête n'y entre.
SQL_ECRIT = {
    "partenariat/sante.py",
    "partenariat/management/commands/droits_de_la_base.py",
    "partenariat/sauvegarde/empreintes.py",
    "partenariat/sauvegarde/archive.py",
    "partenariat/replique.py",
    "partenariat/histoire.py",
    "partenariat/inalterable.py",
    "partenariat/declencheurs.py",
    "benevoles/verification.py",
    "benevoles/demo/construction.py",
    "suivi/etat/mesures.py",
}
# `mark_safe` : ce que rend nh3, qui n'a gardé que quelques balises ; `safe` : nos textes d'aide.
HTML_TENU_POUR_SUR = {"engagements/publications/rendu.py", "templates/composants/aide_champ.html"}


def _modules():
    for application in APPLICATIONS:
        for chemin in (RACINE / application).rglob("*.py"):
            if "migrations" not in chemin.parts:
                yield chemin.relative_to(RACINE).as_posix(), ast.parse(chemin.read_text())


def _appels(arbre):
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Call):
            fonction = noeud.func
            yield getattr(fonction, "attr", getattr(fonction, "id", "")), noeud


def test_le_sql_ne_s_ecrit_que_hors_des_pages():
    ecrit = {nom for nom, arbre in _modules() if SQL & {appel for appel, _ in _appels(arbre)}}
    assert ecrit == SQL_ECRIT
    assert not any("/views" in nom or "/forms" in nom for nom in ecrit)


def test_le_html_tenu_pour_sur_est_compte():
    surs = {nom for nom, arbre in _modules() if "mark_safe" in {a for a, _ in _appels(arbre)}}
    for chemin in (RACINE / "templates").rglob("*.*"):
        if re.search(r"\|\s*safe(seq)?\b", chemin.read_text()):
            surs.add(chemin.relative_to(RACINE).as_posix())
    assert surs == HTML_TENU_POUR_SUR


def test_un_texte_tenu_pour_sur_est_toujours_une_constante():
    for nom, arbre in _modules():
        for appel, noeud in _appels(arbre):
            if appel == "SafeString":
                assert isinstance(noeud.args[0], ast.Constant), nom
            if appel == "format_html":
                assert isinstance(noeud.args[0], (ast.Constant, ast.JoinedStr)), nom
                assert not any(isinstance(n, ast.FormattedValue) for n in ast.walk(noeud.args[0]))


def test_seuls_les_courriels_en_texte_s_ecrivent_sans_echapper():
    for chemin in (RACINE / "templates").rglob("*.*"):
        if "autoescape off" in chemin.read_text():
            assert chemin.suffix == ".txt", chemin
