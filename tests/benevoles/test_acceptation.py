"""Accepter une invitation : le compte, le rôle, la fiche, et les impasses expliquées."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertRedirects

from benevoles.models import Invitation, Role
from benevoles.models.roles import BENEVOLE, Genre
from partenariat.models import Utilisateur
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "une-phrase-assez-longue"
OUVRIR = {
    "nom_affiche": "Camille Dupuis",
    "connexion": "mot_de_passe",
    "mot_de_passe": MOT_DE_PASSE,
    "confirmation": MOT_DE_PASSE,
}


def _page(jeton):
    return reverse("invitation", args=[jeton])


def test_accepter_ouvre_le_compte_donne_le_role_et_connecte():
    disp = fabrique.creer_disp()
    invitation, jeton = fabrique.creer_invitation(
        par=fabrique.creer_direction(), genre=Genre.DELEGUE, association="ANVP", disp=disp
    )
    client = Client()

    reponse = client.post(_page(jeton), OUVRIR)

    assertRedirects(reponse, reverse("accueil"), fetch_redirect_response=False)
    compte = Utilisateur.objects.get(email=invitation.courriel)
    invitation.refresh_from_db()
    assert client.session["_auth_user_id"] == str(compte.pk)
    assert compte.check_password(MOT_DE_PASSE)
    assert compte.emailaddress_set.filter(verified=True, primary=True).count() == 1
    assert (invitation.compte, invitation.acceptee_le is not None) == (compte, True)
    assert (compte.droits.delegation, compte.droits.disps) == ("ANVP", {disp.pk})
    assert Role.objects.get(utilisateur=compte).debut == localdate()


def test_accepter_sans_mot_de_passe_laisse_le_code_seul():
    invitation, jeton = fabrique.creer_invitation()

    Client().post(_page(jeton), {"nom_affiche": "Camille", "connexion": "code"})

    assert not Utilisateur.objects.get(email=invitation.courriel).has_usable_password()


def test_un_benevole_retrouve_sa_fiche_et_son_nom():
    president, visiteur = fabrique.creer_president_et_visiteur()
    _, jeton = fabrique.creer_invitation(
        par=president, genre=BENEVOLE, benevole=visiteur, courriel="v@exemple.test"
    )

    assertContains(Client().get(_page(jeton)), f'value="{visiteur}"')
    Client().post(_page(jeton), OUVRIR)

    visiteur.refresh_from_db()
    assert visiteur.utilisateur.email == "v@exemple.test"
    assert visiteur.modifie_par == visiteur.utilisateur


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"mot_de_passe": "court", "confirmation": "court"}, "au minimum 12 caractères"),
        ({"confirmation": "autre chose"}, "ne sont pas les mêmes"),
        ({"mot_de_passe": "", "confirmation": ""}, "Choisissez un mot de passe"),
        ({"connexion": "code"}, "choisissez l’un ou l’autre"),
        ({"nom_affiche": ""}, "Ce champ est obligatoire"),
    ],
)
def test_une_saisie_fausse_est_expliquee_et_n_ouvre_rien(saisie, phrase):
    invitation, jeton = fabrique.creer_invitation()

    reponse = Client().post(_page(jeton), OUVRIR | saisie)

    assertContains(reponse, phrase)
    assert not Utilisateur.objects.filter(email=invitation.courriel).exists()


def test_l_adresse_ne_se_change_pas():
    invitation, jeton = fabrique.creer_invitation()

    Client().post(_page(jeton), OUVRIR | {"courriel": "autre@exemple.test", "email": "x@y.test"})

    assert Utilisateur.objects.filter(email=invitation.courriel).exists()
    assert not Utilisateur.objects.filter(email="autre@exemple.test").exists()


def test_lire_la_page_ne_change_rien():
    """Les filtres de courrier ouvrent les liens avant leur destinataire."""
    _, jeton = fabrique.creer_invitation()

    for _ in range(2):
        assert Client().get(_page(jeton)).status_code == 200

    assert Invitation.objects.sans_suite().count() == 1


def test_la_seconde_acceptation_trouve_un_lien_deja_servi():
    invitation, jeton = fabrique.creer_invitation()
    Client().post(_page(jeton), OUVRIR)

    reponse = Client().post(_page(jeton), OUVRIR | {"nom_affiche": "Un autre"})

    assertContains(reponse, "a déjà servi", status_code=410)
    assertContains(reponse, "suffit de se connecter", status_code=410)
    assert Utilisateur.objects.filter(email=invitation.courriel).count() == 1


def test_une_invitation_expiree_dit_a_qui_en_demander_une_autre():
    _, jeton = fabrique.creer_invitation(
        par=fabrique.creer_direction(),
        genre=Genre.DIRECTION,
        association="ANVP",
        le=timezone.now() - dt.timedelta(days=30),
    )

    reponse = Client().get(_page(jeton))

    assertContains(reponse, "a expiré", status_code=410)
    assertContains(
        reponse, "nouvelle invitation à la direction de l’association ANVP", status_code=410
    )


def test_un_lien_inconnu_le_dit():
    assertContains(Client().get(_page("nimporte-quoi")), "n’existe pas", status_code=404)


def test_un_role_perdu_emporte_les_invitations_qu_il_a_permises():
    direction = fabrique.creer_direction()
    invitation, jeton = fabrique.creer_invitation(
        par=direction, genre=Genre.DIRECTION, association="ANVP"
    )
    fabrique.changer(
        Role.objects.filter(utilisateur=direction), fin=localdate() - dt.timedelta(days=1)
    )

    reponse = Client().post(_page(jeton), OUVRIR)

    assertContains(reponse, "n’est plus valable", status_code=410)
    assert not Utilisateur.objects.filter(email=invitation.courriel).exists()


def test_un_compte_existant_se_connecte_puis_recoit_le_role(connecte):
    president = fabrique.creer_president()
    disp = fabrique.creer_disp()
    _, jeton = fabrique.creer_invitation(
        par=fabrique.creer_direction(),
        genre=Genre.DELEGUE,
        association="ANVP",
        disp=disp,
        courriel=president.email.upper(),
    )

    anonyme = Client().post(_page(jeton), OUVRIR)
    reponse = connecte(president).post(_page(jeton))

    assertContains(anonyme, f"{reverse('account_login')}?next={_page(jeton)}")
    assertRedirects(reponse, reverse("accueil"), fetch_redirect_response=False)
    assert Utilisateur.objects.get(pk=president.pk).droits.disps == {disp.pk}
    assert Utilisateur.objects.filter(email__iexact=president.email).count() == 1


def test_un_compte_deja_lie_a_une_autre_fiche_ne_prend_pas_celle_ci(connecte):
    president, visiteur = fabrique.creer_president_et_visiteur()
    autre = fabrique.creer_compte_vp()
    _, jeton = fabrique.creer_invitation(
        par=president, genre=BENEVOLE, benevole=visiteur, courriel=autre.email
    )

    reponse = connecte(autre).post(_page(jeton))

    assertContains(reponse, "déjà lié à une autre fiche")
    assert Invitation.objects.sans_suite().count() == 1


def test_connecte_sous_un_autre_nom_la_page_le_dit_et_n_ouvre_rien(connecte):
    invitation, jeton = fabrique.creer_invitation()
    autre = fabrique.creer_president()

    for reponse in (connecte(autre).get(_page(jeton)), connecte(autre).post(_page(jeton), OUVRIR)):
        assertContains(reponse, "pour une autre adresse")
        assertContains(reponse, autre.email)
    assert not Utilisateur.objects.filter(email=invitation.courriel).exists()


def test_un_compte_ferme_ne_se_rouvre_pas_par_invitation():
    ferme = fabrique.creer_compte()
    Utilisateur.objects.filter(pk=ferme.pk).update(is_active=False)
    _, jeton = fabrique.creer_invitation(courriel=ferme.email)

    assertContains(Client().post(_page(jeton), OUVRIR), "il est fermé")
    assert Role.objects.filter(utilisateur=ferme).count() == 0


def test_accepter_pour_une_fiche_annule_ses_autres_invitations():
    president, visiteur = fabrique.creer_president_et_visiteur()
    bornes = {"par": president, "genre": BENEVOLE, "benevole": visiteur}
    _, jeton = fabrique.creer_invitation(**bornes)
    autre, _ = fabrique.creer_invitation(**bornes)

    Client().post(_page(jeton), OUVRIR)

    autre.refresh_from_db()
    assert autre.annulee_le is not None
