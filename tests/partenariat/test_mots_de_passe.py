"""Le mot de passe : ni volé, ni devinable, et la phrase qui le refuse se comprend."""

import csv
import re
import unicodedata

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from partenariat import settings as reglages
from partenariat.models import Utilisateur
from partenariat.mots_de_passe import metier
from tests import fabrique

COMPTE = Utilisateur(email="hortense.vaugelas@exemple.test", nom_affiche="Hortense Vaugelas")


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "123qweasdzxc",
        "manchesterunited",
        "jonasbrothers",
    ],
)
def test_un_mot_de_passe_vole_est_refuse(mot_de_passe):
    with pytest.raises(ValidationError, match="mots de passe volés"):
        validate_password(mot_de_passe, COMPTE)


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "azertyuiop123",
        "AzertyAzerty1!",
        "motdepasse2014",
        "M0tDeP@sse2014",
        "jetaimemonamour",
        "xxxxxxxxxxxxxxxx",
        "Auxilia-Anvp-2014",
        "fleurymerogis91",
        "Fleury-Mérogis-91",
        "Prison2Fresnes!",
        "visiteurdeprison",
        "hortense-anvp-1958",
    ],
)
def test_un_mot_de_passe_devinable_est_refuse(mot_de_passe):
    with pytest.raises(ValidationError, match="se devine trop vite"):
        validate_password(mot_de_passe, COMPTE)


@pytest.mark.parametrize(
    "mot_de_passe",
    [
        "girafe-tambour-lilas-orage",
        "une-phrase-assez-longue",
        "lesamisdemarseille",
        "Wq7!rM2pLx9z",
        "é" * 5 + "à la montagne, le soir venu",
        "girafe tambour lilas orage " * 500,
    ],
)
def test_une_phrase_a_soi_est_acceptee(mot_de_passe):
    validate_password(mot_de_passe, COMPTE)


def test_les_communes_des_prisons_sont_dans_les_mots_d_ici():
    connus = set(metier())
    for fichier in ("etablissements.csv", "etablissements_apres_2014.csv"):
        texte = (settings.RACINE / "etablissements/referentiel" / fichier).read_text("utf-8")
        communes = " ".join(ligne["commune"] for ligne in csv.DictReader(texte.splitlines()))
        communes = communes.replace("’", " ").replace("'", " ")
        sans_accent = unicodedata.normalize("NFKD", communes).encode("ascii", "ignore").decode()
        manquants = {m for m in re.findall("[a-z]{4,}", sans_accent.lower())} - connus
        assert manquants == set()


@pytest.mark.django_db
def test_la_page_refuse_en_francais_sans_rien_enregistrer(connecte):
    compte = fabrique.creer_president()
    avant = compte.password
    nouveau = {"password1": "Auxilia-Anvp-2014", "password2": "Auxilia-Anvp-2014"}

    reponse = connecte(compte).post(reverse("account_set_password"), nouveau)

    assertContains(reponse, "se devine trop vite")
    compte.refresh_from_db()
    assert compte.password == avant


def test_argon2_d_abord_et_d_un_cout_d_aujourd_hui():
    """OWASP demande 19 Mio et deux passes, ou mieux ; le calcul se refait à la connexion."""
    premier, *_ = reglages.PASSWORD_HASHERS
    hacheur = Argon2PasswordHasher()

    assert premier.endswith("Argon2PasswordHasher")
    assert hacheur.memory_cost >= 19 * 1024
    assert hacheur.time_cost >= 2
