"""Les réunions de la démonstration : le même jour donne les mêmes, et chacun a de quoi faire."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from benevoles.demo import comptes
from benevoles.models.roles import Genre
from engagements.demo import reunions
from engagements.models import Avis, Convocation, Reunion
from engagements.reunions.attendus import attendus
from partenariat.models import Association, Utilisateur
from tests.fabrique import (
    creer_benevole,
    creer_compte,
    creer_cp,
    creer_disp,
    creer_etablissement,
    creer_mandat,
    creer_role,
    creer_section,
)

pytestmark = pytest.mark.django_db
JOUR = localdate()


@pytest.fixture
def pays():
    """Les comptes annoncés, deux régions, de quoi tenir une douzaine de réunions par an."""
    disp = creer_disp(libelle="Lyon")
    prisons = [creer_etablissement(disp=disp) for _ in range(7)]
    prisons += [creer_etablissement() for _ in range(7)]
    annonces = {c: creer_compte(email=c.courriel, nom=c.nom) for c in comptes.COMPTES}
    anvp, auxilia = Association
    for annonce, association in (
        (comptes.DIRECTION_ANVP, anvp),
        (comptes.DIRECTION_AUXILIA, auxilia),
    ):
        creer_role(utilisateur=annonces[annonce], association=association)
    for annonce, association in (
        (comptes.DELEGUE_ANVP, anvp),
        (comptes.DELEGUEE_AUXILIA, auxilia),
    ):
        role = {"genre": Genre.DELEGUE, "association": association, "disp": disp}
        creer_role(utilisateur=annonces[annonce], **role)
    president = creer_benevole(utilisateur=annonces[comptes.PRESIDENT])
    creer_mandat(section=creer_section(etablissements=prisons[:2]), benevole=president)
    cp = creer_benevole(utilisateur=annonces[comptes.CP_AUXILIA])
    creer_cp(etablissement=prisons[3], benevole=cp)
    creer_benevole(utilisateur=annonces[comptes.VISITEUR])


def recit():
    return list(
        Convocation.objects.order_by("reunion__debut", "reunion__titre", "titre").values_list(
            "reunion__titre", "reunion__debut", "titre", "reponse", "present"
        )
    )


def test_le_meme_jour_donne_les_memes_reunions(pays):
    reunions.construire(le=JOUR)
    premieres = recit()
    Reunion.objects.all().delete()
    reunions.construire(le=JOUR)
    assert recit() == premieres
    assert Reunion.objects.filter(debut__year=2016).count() > 12


def test_le_passe_ne_doit_rien_au_jour_ou_l_on_regarde(pays):
    reunions.construire(le=dt.date(2017, 6, 1))
    avant = set(Reunion.objects.filter(debut__year=2016).values_list("titre", "debut"))
    Reunion.objects.all().delete()
    reunions.construire(le=JOUR)
    assert set(Reunion.objects.filter(debut__year=2016).values_list("titre", "debut")) == avant


def test_chaque_compte_a_de_quoi_faire_et_aucun_courriel_ne_part(pays):
    reunions.construire(le=JOUR)
    for annonce in (
        *(comptes.DIRECTION_AUXILIA, comptes.DELEGUE_ANVP, comptes.DELEGUEE_AUXILIA),
        *(comptes.PRESIDENT, comptes.CP_AUXILIA, comptes.VISITEUR),
    ):
        compte = Utilisateur.objects.get(email=annonce.courriel)
        assert attendus(compte, le=JOUR), annonce.role
    assert not Avis.objects.exists()
