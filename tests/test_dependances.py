"""Les dépendances : planchers tenus par le verrou, et un audit qui ne se dit pas fait pour rien."""

import importlib.util
import re
from importlib.machinery import SourceFileLoader

import pytest
from django.conf import settings
from packaging.requirements import Requirement

CI = settings.RACINE / ".ci"


def _verrou():
    texte = (settings.RACINE / "requirements.lock").read_text("utf-8")
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", texte, re.MULTILINE))


def _planchers():
    lignes = (CI / "planchers.txt").read_text("utf-8").splitlines()
    return [Requirement(ligne) for ligne in lignes if ligne and not ligne.startswith("#")]


@pytest.fixture(scope="module")
def audit():
    chargeur = SourceFileLoader("audit", str(CI / "audit"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("audit", chargeur))
    chargeur.exec_module(module)
    return module


@pytest.mark.parametrize("plancher", _planchers(), ids=str)
def test_aucune_version_verrouillee_n_est_sous_son_plancher(plancher):
    assert _verrou()[plancher.name] in plancher.specifier


def test_chaque_version_verrouillee_porte_son_empreinte():
    blocs = re.split(r"\n(?=\S)", (settings.RACINE / "requirements.lock").read_text("utf-8"))

    assert [b.split()[0] for b in blocs if "==" in b and "--hash=sha256:" not in b] == []


def _paquet(nom, **reste):
    return {"name": nom, "version": "1.0", "vulns": [], **reste}


def test_une_faille_fait_echouer_l_audit(audit):
    rapport = {"dependencies": [_paquet("django", vulns=[{"id": "CVE-2099-1"}]), _paquet("nh3")]}

    phrases, echec = audit.bilan(rapport, attendues=2)

    assert echec
    assert "FAILLE django 1.0 : CVE-2099-1" in phrases
    assert not any("NON VÉRIFIÉES" in phrase for phrase in phrases)


@pytest.mark.parametrize(
    "rapport",
    [
        None,
        {"dependencies": []},
        {"dependencies": [{"name": "django", "skip_reason": "pas de réseau"}]},
    ],
)
def test_un_audit_qui_n_a_rien_pu_lire_le_dit_sans_echouer(audit, rapport):
    phrases, echec = audit.bilan(rapport, attendues=2)

    assert not echec
    assert "audit : 0 dépendances vérifiées, 0 failles" in phrases
    assert "audit : 2 dépendances NON VÉRIFIÉES, rien n’en est dit" in phrases


def test_la_liste_asvs_ne_cite_que_des_fichiers_qui_existent():
    liste = (settings.RACINE / "partenariat" / "securite" / "asvs.md").read_text("utf-8")
    cites = set(re.findall(r"`((?:tests|partenariat|\.ci)/[\w./]+)`", liste))

    assert len(cites) > 20
    assert [nom for nom in sorted(cites) if not (settings.RACINE / nom).exists()] == []
