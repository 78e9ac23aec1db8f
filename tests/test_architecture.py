"""Les imports vont vers la gauche : socle ← établissements ← bénévoles ← engagements ← suivi."""

import ast
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
ORDRE = ["partenariat", "etablissements", "benevoles", "engagements", "suivi"]
# Ces modules du socle assemblent les applications : ils ont le droit de toutes les nommer.
ASSEMBLAGE = {"partenariat/urls.py", "partenariat/settings.py"}
TIROIRS = {"utils", "helpers", "services", "common", "mixins", "constants", "managers", "core"}


def _modules():
    return sorted(m for app in ORDRE for m in (RACINE / app).rglob("*.py"))


def _imports(module):
    for noeud in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(noeud, ast.Import):
            yield from (alias.name for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom):
            yield noeud.module or ""


@pytest.mark.parametrize("application", ORDRE)
def test_une_application_n_importe_que_celles_qui_la_precedent(application):
    interdites = set(ORDRE[ORDRE.index(application) + 1 :])
    fautes = [
        f"{module.relative_to(RACINE)} importe {nom}"
        for module in _modules()
        if module.is_relative_to(RACINE / application)
        and str(module.relative_to(RACINE)) not in ASSEMBLAGE
        for nom in _imports(module)
        if nom.split(".")[0] in interdites
    ]
    assert fautes == []


def test_aucun_module_ne_porte_un_nom_de_tiroir():
    assert [str(m) for m in _modules() if m.stem in TIROIRS or m.parent.name in TIROIRS] == []


def test_weasyprint_n_est_importe_que_par_le_module_du_pdf():
    fautes = [
        str(m.relative_to(RACINE))
        for m in _modules()
        if any(nom.split(".")[0] == "weasyprint" for nom in _imports(m))
    ]
    assert set(fautes) <= {"partenariat/pdf.py"}


def test_la_date_du_jour_n_est_lue_que_dans_les_vues_et_les_commandes():
    permis = {"partenariat/dates.py", "partenariat/contexte.py", "benevoles/droits.py"}
    fautes = [
        str(chemin)
        for m in _modules()
        if (chemin := m.relative_to(RACINE)).parts[1] not in ("views", "management", "migrations")
        and str(chemin) not in permis
        and (
            "localdate()" in m.read_text(encoding="utf-8") or "date.today()" in m.read_text("utf-8")
        )
    ]
    assert fautes == []
