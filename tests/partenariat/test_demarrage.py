"""L'application refuse de démarrer mal protégée, et ne contient aucun secret hors démonstration."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from partenariat.demarrage import SECRET_DE_DEMONSTRATION, refuser_l_imprudence

FORT = "wq7rM2pLx9zT4vB8nK1cJ6hG3fD5sA0yE2uI4oP7mN9bV6xZ1k"
LOCAUX = ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "machine.local"]
PUBLIC = ["localhost", "partenariat.exemple.org"]
COMMUNS = {"demo": False, "debug": False, "secret": FORT, "hotes": PUBLIC}


@pytest.mark.parametrize(
    ("cas", "phrase"),
    [
        ({"secret": "", "hotes": LOCAUX}, "SECRET_KEY manque"),
        ({"secret": SECRET_DE_DEMONSTRATION, "hotes": LOCAUX}, "celle de la démonstration"),
        ({"secret": SECRET_DE_DEMONSTRATION, "demo": True}, "SECRET_KEY à soi"),
        ({"secret": "court"}, "SECRET_KEY à soi"),
        ({"secret": "a" * 80}, "SECRET_KEY à soi"),
        ({"secret": "court", "hotes": ["*"]}, "SECRET_KEY à soi"),
        ({"secret": "court", "hotes": [".exemple.org"]}, "SECRET_KEY à soi"),
        ({"secret": "court", "hotes": ["93.184.216.34"]}, "SECRET_KEY à soi"),
        ({"debug": True}, "DEBUG=1"),
    ],
)
def test_un_site_ouvert_et_mal_protege_ne_demarre_pas(cas, phrase):
    with pytest.raises(ImproperlyConfigured, match=phrase):
        refuser_l_imprudence(**COMMUNS | cas)


@pytest.mark.parametrize(
    "cas",
    [
        {},
        {"demo": True},
        {"demo": True, "secret": SECRET_DE_DEMONSTRATION, "hotes": LOCAUX},
        {"debug": True, "secret": "court", "hotes": LOCAUX},
    ],
)
def test_un_site_protege_ou_qui_reste_sur_place_demarre(cas):
    refuser_l_imprudence(**COMMUNS | cas)


def _lancer(*arguments, **environnement):
    return subprocess.run(
        [sys.executable, "manage.py", *(arguments or ["check"])],
        cwd=settings.RACINE,
        env={"PATH": os.environ["PATH"], "HTTPS": "1", **environnement},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("environnement", "phrase"),
    [
        ({}, "SECRET_KEY"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "partenariat.exemple.org"}, "SECRET_KEY à soi"),
    ],
)
def test_le_processus_s_arrete_en_disant_pourquoi(environnement, phrase):
    arrete = _lancer(**environnement)

    assert arrete.returncode != 0
    assert phrase in arrete.stderr


@pytest.mark.parametrize(
    ("reglage", "phrase"),
    [
        ({"EMAIL_URL": "smtp+tls://nom:un/secret@serveur:587"}, "EMAIL_URL ne se lit pas"),
        ({"EMAIL_URL": "smtpp://serveur"}, "EMAIL_URL ne se lit pas"),
        ({"EMAIL_URL": "smtp+tls://"}, "EMAIL_URL ne se lit pas"),
        ({"S3_ADRESSE": "https://s3.exemple.org"}, "S3_SEAU, S3_CLE, S3_SECRET"),
        ({"DATABASE_URL": "postgres://nom:secret@127.0.0.1:1/base"}, "Connection refused"),
    ],
)
def test_une_commande_dit_le_reglage_fautif_en_une_phrase(reglage, phrase):
    arretee = _lancer("migrate", "--check", SECRET_KEY=FORT, **reglage)

    assert arretee.returncode != 0
    assert phrase in arretee.stderr
    assert "Traceback" not in arretee.stderr


def test_en_production_tout_ce_que_django_controle_passe_et_les_temoins_sont_enfermes():
    production = {"SECRET_KEY": FORT, "ALLOWED_HOSTS": "partenariat.exemple.org"}

    controle = _lancer("check", "--deploy", "--fail-level", "WARNING", **production)
    reglages = _lancer("diffsettings", "--all", **production).stdout

    assert controle.returncode == 0, controle.stderr
    for attendu in (
        "SESSION_COOKIE_NAME = '__Host-session'",
        "CSRF_COOKIE_NAME = '__Host-csrf'",
        "SESSION_COOKIE_SECURE = True",
        "CSRF_COOKIE_SECURE = True",
        "SESSION_COOKIE_HTTPONLY = True",
        "CSRF_COOKIE_HTTPONLY = True",
        "SESSION_COOKIE_SAMESITE = 'Lax'",
        "SECURE_SSL_REDIRECT = True",
        "SECURE_HSTS_SECONDS = 31536000",
        "SESSION_SERIALIZER = 'django.contrib.sessions.serializers.JSONSerializer'",
    ):
        assert attendu in reglages


def test_aucun_secret_n_a_de_valeur_par_defaut_hors_de_la_demonstration():
    texte = (settings.RACINE / "partenariat/settings.py").read_text("utf-8")
    secrets = re.findall(r'env\.\w+\("(\w*(?:SECRET|CLE|PASSE)\w*)", (.+)\)', texte)

    assert dict(secrets) == {
        "SECRET_KEY": 'SECRET_DE_DEMONSTRATION if DEMO else ""',
        "SECRET_KEY_ANCIENNES": "default=[]",
        "CLE_DES_EMPREINTES": '""',
        "CLES_DU_SECOND_FACTEUR": "default=[]",
        "SAUVEGARDES_CLE": '""',  # clé publique : vide, pas de copie
    }
