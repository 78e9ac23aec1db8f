"""La base refuse les périodes qui se chevauchent, sur SQLite comme sur PostgreSQL."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from benevoles.models import Affectation, Habilitation, Mandat
from partenariat.histoire import creer_en_masse
from partenariat.models import Version
from tests.fabrique import (
    changer,
    creer_affectation,
    creer_benevole,
    creer_etablissement,
    creer_habilitation,
    creer_mandat,
    creer_section,
)

pytestmark = pytest.mark.django_db
JANVIER, JUIN, DECEMBRE = dt.date(2016, 1, 1), dt.date(2016, 6, 30), dt.date(2016, 12, 31)


@pytest.mark.parametrize(("debut", "fin"), [(JUIN, None), (JANVIER, DECEMBRE), (JUIN, JUIN)])
def test_deux_affectations_de_meme_personne_ne_se_chevauchent_pas(debut, fin):
    premiere = creer_affectation(debut=JANVIER, fin=JUIN)

    with pytest.raises(IntegrityError, match="affectation_sans_chevauchement"):
        creer_affectation(
            benevole=premiere.benevole, etablissement=premiere.etablissement, debut=debut, fin=fin
        )


def test_une_affectation_suit_l_autre_le_lendemain():
    premiere = creer_affectation(debut=JANVIER, fin=JUIN)
    seconde = creer_affectation(
        benevole=premiere.benevole,
        etablissement=premiere.etablissement,
        debut=JUIN + dt.timedelta(days=1),
    )
    assert list(Affectation.objects.order_by("debut")) == [premiere, seconde]


def test_une_mise_a_jour_ne_cree_pas_non_plus_de_chevauchement():
    premiere = creer_affectation(debut=JANVIER, fin=JUIN)
    seconde = creer_affectation(
        benevole=premiere.benevole,
        etablissement=premiere.etablissement,
        debut=JUIN + dt.timedelta(days=1),
    )
    with pytest.raises(IntegrityError, match="affectation_sans_chevauchement"):
        changer(Affectation.objects.filter(pk=seconde.pk), debut=JUIN)


def test_le_formulaire_dit_le_chevauchement_en_francais():
    premiere = creer_affectation(debut=JANVIER)
    seconde = Affectation(
        benevole=premiere.benevole,
        etablissement=premiere.etablissement,
        fonction=premiere.fonction,
        debut=JUIN,
    )
    with pytest.raises(ValidationError, match="intervient déjà dans cet établissement"):
        seconde.full_clean()


def test_un_seul_titulaire_par_section_mais_autant_de_suppleants_qu_il_faut():
    section = creer_section()
    creer_mandat(section=section, fonction=Mandat.Fonction.PRESIDENT)
    creer_mandat(section=section, fonction=Mandat.Fonction.SUPPLEANT)
    creer_mandat(section=section, fonction=Mandat.Fonction.SUPPLEANT)

    with pytest.raises(IntegrityError, match="un_seul_titulaire_par_section"):
        creer_mandat(section=section, fonction=Mandat.Fonction.CORRESPONDANT)


def test_un_agrement_retire_laisse_place_a_un_nouveau():
    titre = {"benevole": creer_benevole(), "etablissement": creer_etablissement()}
    creer_habilitation(**titre, debut=JANVIER, retiree_le=JUIN)
    creer_habilitation(**titre, debut=JUIN)

    assert Habilitation.objects.count() == 2


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"fin": dt.date(2018, 1, 5)}, "agrement_de_deux_ans_au_plus"),
        ({"fin": None}, "agrement_de_deux_ans_au_plus"),
        ({"fin": dt.date(2016, 7, 10), "provisoire": True}, "provisoire_de_six_mois_au_plus"),
        ({"fin": dt.date(2015, 12, 31)}, "fin_apres_debut"),
    ],
)
def test_la_base_refuse_un_agrement_trop_long(champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte):
        creer_habilitation(
            benevole=creer_benevole(), etablissement=creer_etablissement(), debut=JANVIER, **champs
        )


def test_chaque_ecriture_qui_touche_la_couverture_change_la_version():
    affectation = creer_affectation(debut=JANVIER)
    jetons = [Version.actuelle()]
    changer(Affectation.objects.filter(pk=affectation.pk), debut=JUIN)
    jetons.append(Version.actuelle())
    nouvelle = Affectation(
        benevole=creer_benevole(),
        etablissement=affectation.etablissement,
        fonction="VP",
        debut=JUIN,
    )
    creer_en_masse(Affectation, [nouvelle], par=None, motif="essai")
    jetons.append(Version.actuelle())
    affectation.delete()
    jetons.append(Version.actuelle())

    assert len(set(jetons)) == 4
