"""Qui est invité d'office, et pourquoi personne ne l'est."""

import pytest

from benevoles.models import Mandat
from engagements.models import Convocation, Reunion
from engagements.reunions.homologues import homologues
from partenariat.models import Association
from tests.fabrique import (
    creer_benevole,
    creer_compte_cp,
    creer_cp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
    creer_mandat,
    creer_president,
    creer_section,
)
from tests.fabrique_reunions import creer_reunion

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association


@pytest.fixture
def prison():
    return creer_etablissement(nom="Maison d’arrêt de Test")


def invites(reunion):
    return {
        (c.association, c.titre.split(",")[0])
        for c in reunion.convocations.vivantes().filter(d_office=True)
    }


def test_l_anvp_invite_le_cp_auxilia_de_l_etablissement(prison):
    creer_cp(etablissement=prison)
    president = creer_president(etablissements=[prison])
    reunion = creer_reunion(par=president, etablissement=prison)
    assert invites(reunion) == {("AUXILIA", "CP Auxilia")}


def test_le_cp_auxilia_invite_le_president_de_la_section(prison):
    creer_president(etablissements=[prison])
    cp = creer_compte_cp(etablissement=prison)
    reunion = creer_reunion(par=cp, organisateur="AUXILIA", etablissement=prison)
    assert invites(reunion) == {("ANVP", "président de section")}


def test_sans_titulaire_les_suppleants_sont_invites(prison):
    section = creer_section(etablissements=[prison])
    creer_mandat(section=section, fonction=Mandat.Fonction.SUPPLEANT)
    reunion = creer_reunion(organisateur="AUXILIA", etablissement=prison)
    assert invites(reunion) == {("ANVP", "suppléant")}


def test_l_auteur_est_invite_une_seule_fois_meme_s_il_est_homologue(prison):
    president = creer_president(etablissements=[prison])
    reunion = creer_reunion(par=president, organisateur="ADMIN", etablissement=prison)
    [unique] = reunion.convocations.all()
    assert (unique.compte, unique.titre) == (president, "organisateur")


def test_l_administration_reunit_les_deux_associations(prison):
    creer_president(etablissements=[prison])
    creer_cp(etablissement=prison)
    reunion = creer_reunion(organisateur="ADMIN", etablissement=prison)
    assert {association for association, _ in invites(reunion)} == {"ANVP", "AUXILIA"}


def test_chacun_de_ceux_qui_manquent_a_sa_raison(prison):
    seule = creer_reunion(organisateur="ADMIN", etablissement=prison)
    assert homologues(seule).manques == [
        f"{prison} ne relève d’aucune section de l’ANVP.",
        f"Aucun CP Auxilia n’est affecté à {prison}.",
    ]
    section = creer_section(etablissements=[prison], nom="Les Tilleuls")
    assert homologues(seule).manques[0] == (
        "La section Les Tilleuls n’a ni président, ni correspondant, ni suppléant."
    )
    creer_mandat(section=section, benevole=creer_benevole(prenom="Léa", nom="Roy"))
    assert homologues(seule).manques[-1].startswith("Léa Roy (président de section, section Les")
    assert "ni adresse ni compte" in homologues(seule).manques[-1]


def test_les_delegues_de_la_region_se_repondent():
    disp = creer_disp()
    delegue = creer_delegue(association=AUXILIA, disp=disp)
    creer_delegue(association=AUXILIA)
    reunion = creer_reunion(disp=disp)
    [convocation] = reunion.convocations.filter(d_office=True)
    assert convocation.compte == delegue


def test_sans_delegue_la_direction_est_invitee_a_sa_place():
    direction = creer_direction(association=AUXILIA)
    reunion = creer_reunion(disp=creer_disp(libelle="Lyon"))
    [convocation] = reunion.convocations.filter(d_office=True)
    assert convocation.compte == direction
    assert homologues(reunion).manques == [
        "AUXILIA n’a pas de délégué dans la DISP Lyon : sa direction est invitée à sa place."
    ]


def test_les_responsables_locaux_sont_proposes_a_une_reunion_d_association_jamais_imposes():
    disp = creer_disp()
    creer_cp(etablissement=creer_etablissement(disp=disp))
    creer_delegue(association=AUXILIA, disp=disp)
    proposes = homologues(creer_reunion(disp=disp)).proposes
    assert [i.titre.split(",")[0] for i in proposes] == ["CP Auxilia"]
    assert homologues(creer_reunion(disp=disp, genre=Reunion.Genre.AUTRE)).proposes == []


def test_la_direction_nationale_invite_celle_de_l_autre_association():
    direction = creer_direction(association=AUXILIA)
    creer_direction()
    reunion = creer_reunion()
    assert [c.compte for c in reunion.convocations.filter(d_office=True)] == [direction]


def test_un_compte_ferme_n_est_pas_invite():
    ferme = creer_direction(association=AUXILIA)
    ferme.is_active = False
    ferme.save()
    reunion = creer_reunion()
    assert homologues(reunion).manques == ["La direction d’AUXILIA n’a pas de compte."]
    assert not Convocation.objects.filter(compte=ferme).exists()


@pytest.mark.parametrize("nombre", [1, 4])
def test_les_homologues_se_cherchent_en_quatre_requetes(django_assert_num_queries, nombre):
    disp = creer_disp()
    for _ in range(nombre):
        prison = creer_etablissement(disp=disp)
        creer_cp(etablissement=prison)
        creer_president(etablissements=[prison])
        creer_delegue(association=AUXILIA, disp=disp)
    reunion = creer_reunion(organisateur="ADMIN", disp=disp)
    with django_assert_num_queries(4):
        homologues(reunion)
