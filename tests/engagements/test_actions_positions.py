"""Les positions communes : versions, accords, et ce que chacun lit."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.models import AccordPosition, PositionCommune, VersionPosition
from engagements.positions.attendus import attendus
from partenariat.models import Association
from tests import fabrique, fabrique_actions

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association


@pytest.fixture
def directions():
    return {a: fabrique.creer_direction(association=a) for a in Association}


def donner_l_accord(client, version):
    return client.post(reverse("position_accord", args=[version.pk]))


def test_une_position_est_arretee_quand_les_deux_acceptent_la_meme_version(connecte, directions):
    position = fabrique_actions.creer_position()
    version = position.versions.get()
    for association, compte in directions.items():
        assert not PositionCommune.objects.arretees().exists()
        donner_l_accord(connecte(compte), version)
        assert version.accords.get(association=association).par == compte
    assert PositionCommune.objects.arretees().get() == position
    page = connecte(fabrique.creer_president()).get(position.get_absolute_url()).content.decode()
    assert "arrêtée le" in page


def test_deux_accords_sur_deux_versions_n_arretent_rien(directions):
    position = fabrique_actions.creer_position()
    fabrique_actions.accorder(position.versions.get(), ANVP)
    fabrique_actions.accorder(fabrique_actions.creer_version(position=position), AUXILIA)
    assert not PositionCommune.objects.arretees().exists()


def test_les_autres_membres_ne_lisent_que_les_versions_arretees(connecte):
    position = fabrique_actions.creer_position(texte="Texte arrêté.")
    fabrique_actions.accorder(position.versions.get())
    fabrique_actions.creer_version(position=position, texte="Texte en projet.")
    fabrique_actions.creer_position(titre="Position secrète")
    client = connecte(fabrique.creer_compte_cp())
    page = client.get(position.get_absolute_url()).content.decode()
    assert "Texte arrêté." in page
    assert "Texte en projet." not in page
    assert "Position secrète" not in client.get(reverse("positions")).content.decode()


def test_une_direction_ecrit_une_position_et_sa_premiere_version(connecte, directions):
    envoi = {"titre": "Les livres", "texte": "Nous demandons des livres."}
    connecte(directions[AUXILIA]).post(reverse("position_nouvelle"), envoi)
    version = VersionPosition.objects.get()
    assert (version.numero, version.association) == (1, "AUXILIA")
    assert not version.accords.exists()


def test_une_page_perimee_le_dit_et_garde_le_texte(connecte, directions):
    position = fabrique_actions.creer_position()
    adresse = reverse("position_version", args=[position.pk])
    siens = [connecte(compte) for compte in directions.values()]
    lue = position.version
    siens[1].post(adresse, {"texte": "Le texte d’AUXILIA", "version_lue": lue})
    page = siens[0].post(adresse, {"texte": "Le texte de l’ANVP", "version_lue": lue})

    assert "AUXILIA a écrit la version 2" in page.content.decode()
    assert "Le texte de l’ANVP" in page.content.decode()
    assert "Le texte d’AUXILIA" in page.content.decode()
    assert position.versions.count() == 2

    siens[0].post(
        adresse, {"texte": "Les deux", "version_lue": page.context["form"]["version_lue"].value()}
    )
    assert position.versions.first().numero == 3


def test_on_n_accepte_pas_une_version_qui_n_est_plus_la_derniere(connecte, directions):
    position = fabrique_actions.creer_position()
    ancienne = position.versions.get()
    fabrique_actions.creer_version(position=position)
    page = donner_l_accord(connecte(directions[ANVP]), ancienne).content.decode()
    assert "La version 2 vient d’être écrite" in page
    assert not AccordPosition.objects.exists()


def test_un_accord_ne_se_donne_qu_une_fois_et_pour_sa_direction_seule(connecte, directions):
    version = fabrique_actions.creer_position().versions.get()
    client = connecte(directions[ANVP])
    donner_l_accord(client, version)
    donner_l_accord(client, version)
    assert list(version.accords.values_list("association", flat=True)) == ["ANVP"]
    with pytest.raises(IntegrityError), transaction.atomic():
        AccordPosition.objects.create(version=version, association=ANVP)


def test_le_texte_d_une_version_ne_change_plus():
    version = fabrique_actions.creer_position().versions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionPosition.objects.filter(pk=version.pk).update(texte="Autre")


def test_une_version_attend_la_direction_qui_ne_l_a_pas_acceptee(directions):
    position = fabrique_actions.creer_position()
    fabrique_actions.accorder(position.versions.get(), ANVP)
    assert attendus(directions[ANVP], le=localdate()) == []
    [attendu] = attendus(directions[AUXILIA], le=localdate())
    assert attendu.adresse == position.get_absolute_url()
    assert attendus(fabrique.creer_president(), le=localdate()) == []


def test_on_ne_joint_plus_rien_a_une_version_acceptee(connecte, directions):
    version = fabrique_actions.creer_position().versions.get()
    adresse = reverse("piece_nouvelle", args=["version", version.pk])
    client = connecte(directions[ANVP])
    assert client.get(adresse).status_code == 200
    fabrique_actions.accorder(version, AUXILIA)
    assert client.get(adresse).status_code == 404


def test_la_liste_coute_autant_pour_une_position_que_pour_dix(
    connecte, directions, django_assert_num_queries
):
    client = connecte(directions[ANVP])
    fabrique_actions.creer_position()
    client.get(reverse("positions"))
    with django_assert_num_queries(7):
        client.get(reverse("positions"))
    for _ in range(10):
        fabrique_actions.accorder(fabrique_actions.creer_position().versions.get())
    with django_assert_num_queries(7):
        client.get(reverse("positions"))


@pytest.mark.django_db(transaction=True)
def test_une_version_et_un_accord_simultanes_ne_se_melangent_pas(connecte):
    """L'accord porte sur la dernière version, ou il est refusé."""
    compte = {a: fabrique.creer_direction(association=a) for a in Association}
    position = fabrique_actions.creer_position()
    version = position.versions.get()
    gestes = [
        lambda c: c.post(
            reverse("position_version", args=[position.pk]),
            {"texte": "Une autre", "version_lue": position.version},
        ),
        lambda c: donner_l_accord(c, version),
    ]
    clients = [connecte(compte[ANVP]), connecte(compte[AUXILIA])]

    def faire(geste, client):
        try:
            return geste(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as fils:
        reponses = list(fils.map(faire, gestes, clients))

    assert reponses[0].status_code == 302
    accord = AccordPosition.objects.filter(version=version).first()
    if accord is None:
        assert "La version 2 vient d’être écrite" in reponses[1].content.decode()
    else:
        assert accord.le <= position.versions.first().ecrite_le
