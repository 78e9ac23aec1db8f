"""Les secrets du second facteur : chiffrés dans la base, sous une clé qui peut changer."""

import importlib
import io

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from tests import fabrique

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GRAINE = "ab" * 40


@pytest.fixture
def preuves():
    compte = fabrique.creer_direction()
    return TOTP.activate(compte, SECRET), RecoveryCodes.activate(compte)


def _donnees():
    return str(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))


def _code():
    return format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))


def _totp():
    return TOTP(Authenticator.objects.get(type=Authenticator.Type.TOTP))


def test_la_base_ne_contient_aucun_secret_en_clair(preuves):
    _, secours = preuves

    assert SECRET not in _donnees()
    assert all(code not in _donnees() for code in secours.generate_codes())
    assert _totp().validate_code(_code())


def test_une_nouvelle_cle_reprend_les_secrets_de_l_ancienne(preuves, settings):
    codes = preuves[1].generate_codes()
    avant = _donnees()

    settings.CLES_DU_SECOND_FACTEUR = ["la-nouvelle-cle", settings.SECRET_KEY]
    call_command("rechiffrer_les_secrets")
    settings.CLES_DU_SECOND_FACTEUR = ["la-nouvelle-cle"]

    assert _donnees() != avant
    assert _totp().validate_code(_code())
    secours = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert RecoveryCodes(secours).generate_codes() == codes


def test_une_cle_perdue_ne_laisse_entrer_personne_et_dit_quoi_faire(preuves, settings):
    settings.CLES_DU_SECOND_FACTEUR = ["une-autre"]

    with pytest.raises(ImproperlyConfigured, match="remettez l’ancienne"):
        _totp().validate_code("000000")


def test_la_migration_chiffre_ce_qui_etait_en_clair_une_seule_fois():
    compte = fabrique.creer_direction()
    for sorte, donnees in (
        (Authenticator.Type.TOTP, {"secret": SECRET}),
        (Authenticator.Type.RECOVERY_CODES, {"seed": GRAINE, "used_mask": 5}),
    ):
        Authenticator.objects.create(user=compte, type=sorte, data=donnees)
    migration = importlib.import_module("partenariat.migrations.0002_sessions_et_secrets")

    migration.chiffrer(apps, None)
    migration.chiffrer(apps, None)

    assert SECRET not in _donnees()
    assert GRAINE not in _donnees()
    assert "'used_mask': 5" in _donnees()
    assert _totp().validate_code(_code())


def test_un_second_facteur_perdu_s_ote_du_serveur_meme_quand_sa_cle_l_est_aussi(preuves, settings):
    compte, autre = preuves[0].instance.user, fabrique.creer_technicien()
    TOTP.activate(autre, SECRET)
    settings.CLES_DU_SECOND_FACTEUR = ["une-cle-qui-n-ouvre-rien"]

    call_command("oter_le_second_facteur", compte.email.upper(), stdout=io.StringIO())

    assert list(Authenticator.objects.values_list("user", flat=True)) == [autre.pk]
    for adresse in (compte.email, "personne@exemple.invalid"):
        with pytest.raises(CommandError):
            call_command("oter_le_second_facteur", adresse)
