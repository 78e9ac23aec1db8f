"""La page des comptes, la fin d'un rôle, le premier compte."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from benevoles.models import Role
from benevoles.models.roles import BENEVOLE, Genre
from partenariat.models import Association, Utilisateur
from tests import fabrique

pytestmark = pytest.mark.django_db


def _noms(reponse):
    return [ligne["compte"] for ligne in reponse.context["lignes"]]


def test_la_direction_voit_les_comptes_de_son_association_et_les_agents(connecte):
    direction = fabrique.creer_direction()
    delegue, agent = fabrique.creer_delegue(), fabrique.creer_agent_spip()
    fabrique.creer_direction(association=Association.AUXILIA)
    fabrique.creer_technicien()
    fabrique.creer_president()

    reponse = connecte(direction).get(reverse("comptes"))

    assert {c.pk for c in _noms(reponse)} == {direction.pk, delegue.pk, agent.pk}


def test_la_technique_voit_tous_les_comptes_sans_aucune_donnee_de_benevole(connecte):
    president, visiteur = fabrique.creer_president_et_visiteur()
    _, jeton = fabrique.creer_invitation(par=president, genre=BENEVOLE, benevole=visiteur)
    technicien = fabrique.creer_technicien()

    reponse = connecte(technicien).get(reverse("comptes"))

    assert {c.pk for c in _noms(reponse)} == {president.pk, technicien.pk}
    assertNotContains(reponse, visiteur.nom)
    assertNotContains(reponse, president.email)


def test_un_president_ne_voit_que_ses_invitations(connecte):
    president, visiteur = fabrique.creer_president_et_visiteur()
    sienne, _ = fabrique.creer_invitation(par=president, genre=BENEVOLE, benevole=visiteur)
    fabrique.creer_invitation()
    ailleurs = fabrique.creer_affectation().benevole
    fabrique.creer_invitation(par=fabrique.creer_direction(), genre=BENEVOLE, benevole=ailleurs)

    reponse = connecte(president).get(reverse("comptes"))

    assert [ligne["invitation"] for ligne in reponse.context["invitations"]] == [sienne]
    assert reponse.context["page"] is None


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_des_comptes_en_un_nombre_constant_de_requetes(
    connecte, nombre, django_assert_max_num_queries
):
    direction = fabrique.creer_direction()
    for _ in range(nombre):
        fabrique.creer_delegue()
        fabrique.creer_invitation(
            par=direction, genre=Genre.DELEGUE, association="ANVP", disp=fabrique.creer_disp()
        )
    client = connecte(direction)

    with django_assert_max_num_queries(8):
        client.get(reverse("comptes"))


def test_mettre_fin_a_un_role(connecte):
    delegue = fabrique.creer_delegue()
    role = Role.objects.get(utilisateur=delegue)
    hier = localdate() - dt.timedelta(days=1)

    reponse = connecte(fabrique.creer_direction()).post(
        reverse("role_fin", args=[role.pk]), {"fin": hier.isoformat()}
    )

    assertRedirects(reponse, reverse("comptes"))
    role.refresh_from_db()
    assert role.fin == hier
    assert Utilisateur.objects.get(pk=delegue.pk).droits.delegation is None


def test_la_fin_d_un_role_ne_reecrit_pas_le_passe(connecte):
    role = Role.objects.get(utilisateur=fabrique.creer_delegue())

    reponse = connecte(fabrique.creer_direction()).post(
        reverse("role_fin", args=[role.pk]), {"fin": "2010-01-01"}
    )

    assertContains(reponse, "on ne réécrit pas le passé")


def test_la_derniere_direction_d_une_association_reste(connecte):
    direction = fabrique.creer_direction()
    fabrique.creer_direction(association=Association.AUXILIA)
    role = Role.objects.get(utilisateur=direction)

    reponse = connecte(direction).post(
        reverse("role_fin", args=[role.pk]), {"fin": localdate().isoformat()}
    )

    assertContains(reponse, "dernier compte qui tient ce rôle")
    role.refresh_from_db()
    assert role.fin is None


def test_on_ne_met_pas_fin_au_role_d_une_autre_association(connecte):
    role = Role.objects.get(utilisateur=fabrique.creer_direction())
    adresse = reverse("role_fin", args=[role.pk])

    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    assert connecte(auxilia).get(adresse).status_code == 404
    assert connecte(fabrique.creer_delegue()).get(adresse).status_code == 403


def test_le_premier_compte_invite_ensuite_les_autres(capsys):
    call_command("premier_compte", "Technique@exemple.test", "Camille Dupuis")

    compte = Utilisateur.objects.get()
    assert (compte.email, compte.droits.technique) == ("technique@exemple.test", True)
    assert "se connecte par un code" in capsys.readouterr().out
    with pytest.raises(CommandError, match="il peut inviter"):
        call_command("premier_compte", "autre@exemple.test", "Autre")


def test_le_premier_compte_demande_une_vraie_adresse():
    with pytest.raises(CommandError, match="n’est pas une adresse"):
        call_command("premier_compte", "camille", "Camille")


def test_un_role_ne_finit_pas_dans_dix_siecles(connecte):
    role = Role.objects.get(utilisateur=fabrique.creer_direction())
    adresse = reverse("role_fin", args=[role.pk])

    reponse = connecte(fabrique.creer_direction()).post(adresse, {"fin": "9999-12-31"})

    assertContains(reponse, "Cette date est trop lointaine")
