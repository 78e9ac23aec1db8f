"""Santé et signalement : le répartiteur sait où envoyer, un chercheur sait à qui écrire."""

import datetime as dt
import tomllib

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone


def test_vivant_sans_lire_la_base():
    """Sans la marque de base de pytest-django, toute requête ferait échouer l'essai."""
    reponse = Client().get(reverse("sante_vivant"))

    assert reponse.json()["etat"] == "vivant"
    assert "no-store" in reponse["Cache-Control"]


def test_le_repartiteur_parle_a_l_application_sans_https(settings):
    settings.SECURE_SSL_REDIRECT = True

    assert Client().get(reverse("sante_vivant")).status_code == 200


@pytest.mark.django_db
def test_pret_quand_base_migrations_et_cache_repondent(settings):
    reponse = Client().get(reverse("sante_pret"))

    assert reponse.json() == {"etat": "prêt", "version": settings.VERSION}


@pytest.mark.django_db
def test_pas_pret_tant_qu_une_migration_manque():
    with connection.cursor() as curseur:
        curseur.execute("DELETE FROM django_migrations WHERE app = 'suivi'")

    reponse = Client().get(reverse("sante_pret"))

    assert reponse.status_code == 503
    assert reponse.json()["manque"] == "migrations"


@pytest.mark.django_db
def test_pas_pret_sans_la_table_du_cache():
    with connection.cursor() as curseur:
        curseur.execute("DROP TABLE cache")

    assert Client().get(reverse("sante_pret")).json()["manque"] == "cache"


def test_la_version_est_celle_du_paquet(settings):
    with (settings.RACINE / "pyproject.toml").open("rb") as fichier:
        assert tomllib.load(fichier)["project"]["version"] == settings.VERSION


def test_a_qui_signaler_une_faille(settings):
    settings.CONTACT_SECURITE = "securite@exemple.org"

    reponse = Client().get("/.well-known/security.txt")

    champs = dict(ligne.split(": ", 1) for ligne in reponse.content.decode().splitlines())
    reste = dt.datetime.fromisoformat(champs["Expires"]) - timezone.now()
    assert champs["Contact"] == "mailto:securite@exemple.org"
    assert dt.timedelta(days=30) < reste < dt.timedelta(days=365)
    assert reponse["Content-Type"].startswith("text/plain")
