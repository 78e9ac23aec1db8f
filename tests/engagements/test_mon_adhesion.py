"""Répondre soi-même, retirer son accord ; au même instant, une seule invitation."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from engagements.models import Avis, Incitation
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_adhesions import creer_incitation

MOI = reverse("mon_adhesion")
COURSES = 6


def creer_visiteur(*associations, etablissement=None):
    """Le compte d'un visiteur, membre de ces associations."""
    compte = fabrique.creer_compte_vp(etablissement=etablissement)
    for association in associations or [Association.ANVP]:
        fabrique.creer_adhesion(benevole=compte.benevole, association=association)
    return compte


@pytest.mark.django_db
def test_dire_oui_soi_meme_envoie_l_invitation_aussitot(connecte):
    compte = creer_visiteur()
    client = connecte(compte)
    assert "checked" not in client.get(MOI).content.decode()
    page = client.post(MOI, {"reponse": "oui"}, follow=True).content.decode()
    assert f"partie à {compte.email}" in page
    incitation = Incitation.objects.get()
    assert incitation.par_la_personne
    assert (incitation.vers, incitation.recueillie_le) == ("AUXILIA", localdate())
    assert Avis.objects.get().adresse == compte.email
    client.post(MOI, {"reponse": "oui"})
    assert (Avis.objects.count(), Incitation.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_dire_non_n_envoie_rien_et_se_change(connecte):
    client = connecte(creer_visiteur())
    assert "On ne vous écrira pas" in client.post(MOI, {"reponse": "non"}, follow=True).text
    retrait = reverse("incitation_retrait", args=[Incitation.objects.get().pk])
    assert "Retirer ma réponse" in client.get(retrait).text
    assert client.post(retrait).url == MOI
    client.post(MOI, {"reponse": "oui"})
    assert Avis.objects.count() == 1


@pytest.mark.django_db
def test_ne_rien_choisir_est_dit(connecte):
    assert "Choisissez l’une des deux" in connecte(creer_visiteur()).post(MOI, {}).text
    assert not Incitation.objects.exists()


@pytest.mark.django_db
def test_on_retire_soi_meme_l_accord_qu_un_autre_a_note(connecte):
    prison = fabrique.creer_etablissement()
    compte = creer_visiteur(etablissement=prison)
    president = fabrique.creer_president(etablissements=[prison])
    incitation = creer_incitation(benevole=compte.benevole, par=president)
    client = connecte(compte)
    assert "n’est pas encore partie" in client.get(MOI).text
    client.post(reverse("incitation_retrait", args=[incitation.pk]))
    envoi = reverse("incitation_envoi", args=[incitation.pk])
    assert "a été retirée" in connecte(president).post(envoi, follow=True).text
    assert not Avis.objects.exists()


@pytest.mark.django_db
def test_un_membre_des_deux_ou_d_aucune_n_a_rien_a_repondre(connecte):
    assert "membre des deux" in connecte(creer_visiteur(*Association)).get(MOI).text
    assert "Aucune adhésion" in connecte(fabrique.creer_compte_vp()).get(MOI).text


@pytest.mark.django_db
def test_corriger_sa_fiche_n_apprend_pas_si_quelqu_un_est_de_l_autre_association(connecte):
    """Sa propre page ne compare rien : elle ne lit que sa fiche."""
    compte = creer_visiteur()
    autre = fabrique.creer_benevole(courriel="visee@exemple.test")
    fabrique.creer_adhesion(benevole=autre, association=Association.AUXILIA)
    client = connecte(compte)
    avant = client.get(MOI).context["siennes"]
    fabrique.changer(
        type(autre).objects.filter(pk=compte.benevole.pk), courriel="visee@exemple.test"
    )
    assert client.get(MOI).context["siennes"] == avant == [Association.ANVP]


@pytest.mark.django_db
def test_sa_fiche_mene_a_sa_reponse_et_celle_des_autres_non(connecte):
    prison = fabrique.creer_etablissement()
    compte = creer_visiteur(etablissement=prison)
    fiche = compte.benevole.get_absolute_url()
    assert MOI in connecte(compte).get(fiche).text
    president = fabrique.creer_president(etablissements=[prison])
    assert MOI not in connecte(president).get(fiche).text


def _ensemble(*envois):
    """Chaque (compte, adresse, données) d'un navigateur à lui, tous au même instant."""
    depart, codes = threading.Barrier(len(envois)), []

    def envoyer(compte, adresse, donnees):
        client = Client()
        client.force_login(compte)
        depart.wait()
        try:
            codes.append(client.post(adresse, donnees).status_code)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=envoi) for envoi in envois]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return codes


@pytest.mark.django_db(transaction=True)
def test_deux_personnes_qui_envoient_au_meme_instant_n_envoient_qu_un_courriel():
    comptes = [fabrique.creer_direction(), fabrique.creer_direction()]
    for _ in range(COURSES):
        incitation = creer_incitation()
        adresse = reverse("incitation_envoi", args=[incitation.pk])
        assert _ensemble(*[(compte, adresse, {}) for compte in comptes * 2]) == [302] * 4
        assert incitation.avis.count() == 1


@pytest.mark.django_db(transaction=True)
def test_un_double_clic_sur_sa_reponse_n_envoie_qu_un_courriel():
    for _ in range(COURSES):
        compte = creer_visiteur()
        codes = _ensemble(*[(compte, MOI, {"reponse": "oui"})] * 3)
        assert set(codes) <= {200, 302}
        assert Incitation.objects.filter(benevole=compte.benevole).count() == 1
        assert Avis.objects.filter(incitation__benevole=compte.benevole).count() == 1


@pytest.mark.django_db(transaction=True)
def test_envoyer_et_retirer_au_meme_instant_ne_se_contredisent_pas():
    direction = fabrique.creer_direction()
    for _ in range(COURSES):
        incitation = creer_incitation()
        noms = ("incitation_envoi", "incitation_retrait")
        codes = _ensemble(*[(direction, reverse(nom, args=[incitation.pk]), {}) for nom in noms])
        assert codes == [302, 302]
        incitation.refresh_from_db()
        assert incitation.retiree_le
        assert incitation.avis.count() == bool(incitation.envoyee_le)
