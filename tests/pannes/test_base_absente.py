"""PostgreSQL arrêté net : une page claire, puis tout reprend sans rien perdre."""

import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.grappe import Grappe

PORT = 18_104
ADRESSE = f"http://127.0.0.1:{PORT}"
DELAI = 90
MONDE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from partenariat.sessions import OUVERTE_A, VUE_A
import time
from django.conf import settings
from tests import fabrique
direction = fabrique.creer_direction()
fiche = fabrique.creer_adhesion().benevole
session = SessionStore()
session[SESSION_KEY] = str(direction.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = direction.get_session_auth_hash()
session[OUVERTE_A] = session[VUE_A] = time.time()
session.create()
print("MONDE", session.session_key, fiche.pk)
"""


@pytest.fixture(scope="module")
def grappe():
    dossier = Path(tempfile.mkdtemp(prefix="partenariat-pannes."))
    dossier.chmod(0o755)  # l'utilisateur postgres y entre, quand on lance les essais sous root
    grappe = Grappe(dossier / "pg")
    yield grappe
    grappe.arreter()
    shutil.rmtree(dossier)


@pytest.fixture(scope="module")
def monde(grappe):
    """(clé de session d'une direction, numéro de fiche), dans une base neuve."""
    for commande in (["migrate", "-v0"], ["createcachetable"]):
        fait = grappe.manage(*commande)
        assert fait.returncode == 0, fait.stdout
    fait = grappe.manage("shell", "-v0", "-c", MONDE)
    assert fait.returncode == 0, fait.stdout
    return fait.stdout.split("MONDE")[1].split()


@pytest.fixture
def serveur(grappe, tmp_path):
    """Le serveur de production, avec sa réserve de connexions."""
    environnement = grappe.environnement(
        DATABASE_POOL="1", HTTPS="0", SECOND_FACTEUR_OBLIGATOIRE="0", STATIC_ROOT=tmp_path
    )
    racine = Path(settings.RACINE)
    statiques = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(statiques, cwd=racine, env=environnement, check=True)
    commande = [sys.executable, "-m", "gunicorn", "partenariat.wsgi", "-b", f"127.0.0.1:{PORT}"]
    with (
        (tmp_path / "journal").open("w") as journal,
        subprocess.Popen(
            [*commande, "--threads", "2"], cwd=racine, env=environnement, stderr=journal
        ) as serveur,
    ):
        _attendre(lambda: _demander("/compte/connexion/")[0] == 200)
        yield serveur
        serveur.terminate()


def _attendre(vrai):
    fin = time.monotonic() + DELAI
    while time.monotonic() < fin:
        try:
            if vrai():
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail("Toujours rien après une minute et demie.")


class _SansSuivre(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def _demander(chemin, session="", envoi=None):
    """(code, texte) de la réponse, sans suivre de redirection."""
    jeton = "a" * 32
    cookies = f"sessionid={session}; csrftoken={jeton}"
    requete = urllib.request.Request(
        ADRESSE + chemin,
        data=envoi and urllib.parse.urlencode(envoi).encode(),
        headers={"Cookie": cookies, "X-CSRFToken": jeton},
    )
    try:
        with urllib.request.build_opener(_SansSuivre).open(requete, timeout=DELAI) as reponse:
            return reponse.status, reponse.read().decode()
    except urllib.error.HTTPError as reponse:
        return reponse.code, reponse.read().decode()


def _corriger(session, pk, commune, version):
    envoi = {"nom": "Dupuis", "prenom": "Camille", "commune": commune, "version_lue": version}
    return _demander(f"/personnes/{pk}/modification/", session, envoi)[0]


def test_la_base_absente_se_dit_en_francais_et_tout_reprend_a_son_retour(grappe, monde, serveur):
    session, pk = monde
    assert _demander(f"/personnes/{pk}/", session)[0] == 200
    assert _corriger(session, pk, "Lyon", 1) == 302
    assert _demander("/sante/pret/")[0] == 200

    grappe.arreter("immediate")
    assert [_demander(f"/sante/{nom}/")[0] for nom in ("vivant", "pret")] == [200, 503]
    for _ in range(3):
        code, page = _demander(f"/personnes/{pk}/", session)
        assert code == 503
        assert "La base de données ne répond pas" in page
        assert "Numéro de cette panne" in page
        assert "Traceback" not in page
        assert _corriger(session, pk, "Nulle part", 2) == 503

    grappe.demarrer()
    _attendre(lambda: _demander(f"/personnes/{pk}/", session)[0] == 200)
    assert "Lyon" in _demander(f"/personnes/{pk}/", session)[1]
    assert _corriger(session, pk, "Dijon", 2) == 302
    histoire = (
        "SELECT string_agg(commune, ' ' ORDER BY history_id) FROM benevoles_historicalbenevole"
    )
    assert grappe.sql(f"{histoire} WHERE id = {pk} AND commune <> ''").split() == ["Lyon", "Dijon"]


def test_la_nuit_sans_base_sort_en_erreur_et_la_suivante_finit(grappe, monde):
    grappe.arreter("immediate")
    assert grappe.manage("taches_quotidiennes").returncode != 0
    grappe.demarrer()
    finie = grappe.manage("taches_quotidiennes")
    assert finie.returncode == 0, finie.stdout


def test_une_base_relancee_entre_deux_demandes_ne_se_voit_pas(grappe, monde, serveur):
    """La mise à jour de PostgreSQL, une nuit : ses vieilles connexions sont mortes au matin."""
    session, pk = monde
    assert _demander(f"/personnes/{pk}/", session)[0] == 200

    grappe.arreter("fast")
    grappe.demarrer()

    assert _demander(f"/personnes/{pk}/", session)[0] == 200
