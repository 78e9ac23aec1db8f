"""Les invitations : qui peut inviter qui, le courriel, la relance, l'annulation."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from benevoles.models import Fonction, Invitation
from benevoles.models.roles import BENEVOLE, Genre
from partenariat.models import Association
from tests import fabrique

pytestmark = pytest.mark.django_db

INVITANTS = {
    "direction": fabrique.creer_direction,
    "délégué": fabrique.creer_delegue,
    "président": fabrique.creer_president,
    "CP": fabrique.creer_compte_cp,
    "visiteur": fabrique.creer_compte_vp,
    "SPIP": fabrique.creer_agent_spip,
    "technique": fabrique.creer_technicien,
}
# Qui (ligne) peut inviter qui (colonne) : direction, délégué, agent du SPIP, technique, bénévole.
TABLE = """
direction   oui oui oui non oui
délégué     non non non non oui
président   non non non non oui
CP          non non non non oui
visiteur    non non non non non
SPIP        non non non non non
technique   oui oui oui oui non
"""
COLONNES = [*Genre.values, BENEVOLE]


def _adresse(genre, **parametres):
    return reverse("invitation_nouvelle", query={"genre": genre, **parametres})


def _page(jeton):
    return reverse("invitation", args=[jeton])


def _lien_du_courriel():
    return re.search(r"/invitation/\S+", mail.outbox[-1].body).group()


@pytest.fixture
def envoyer(connecte, django_capture_on_commit_callbacks):
    """`envoyer(par, adresse, donnees)` poste le formulaire et laisse partir le courriel."""

    def poster(par, adresse, donnees=None):
        with django_capture_on_commit_callbacks(execute=True):
            return connecte(par).post(adresse, donnees or {})

    return poster


@pytest.mark.parametrize(
    ("invitant", "genre", "permis"),
    [
        (ligne.split()[0], genre, reponse)
        for ligne in TABLE.strip().splitlines()
        for genre, reponse in zip(COLONNES, ligne.split()[1:], strict=True)
    ],
)
def test_qui_peut_inviter_qui(connecte, invitant, genre, permis):
    reponse = connecte(INVITANTS[invitant]()).get(_adresse(genre))

    assert reponse.status_code == {"oui": 200, "non": 403}[permis]


def test_la_direction_invite_un_delegue_de_son_association_sans_pouvoir_en_changer(envoyer):
    disp = fabrique.creer_disp()
    falsifie = {
        "courriel": "Nouveau@Exemple.test",
        "disp": disp.pk,
        "association": "AUXILIA",
        "genre": Genre.TECHNIQUE,
        "spip": fabrique.creer_spip().pk,
    }

    reponse = envoyer(fabrique.creer_direction(), _adresse(Genre.DELEGUE), falsifie)

    assertRedirects(reponse, reverse("comptes"))
    invitation = Invitation.objects.get()
    assert (invitation.courriel, invitation.genre) == ("nouveau@exemple.test", Genre.DELEGUE)
    assert (invitation.association, invitation.disp, invitation.spip) == ("ANVP", disp, None)


def test_un_delegue_s_invite_avec_sa_disp(envoyer):
    reponse = envoyer(
        fabrique.creer_direction(), _adresse(Genre.DELEGUE), {"courriel": "a@exemple.test"}
    )

    assertContains(reponse, "Ce champ est obligatoire")
    assert not Invitation.objects.exists()


def test_la_technique_choisit_l_association(envoyer):
    technicien = fabrique.creer_technicien()

    sans = envoyer(technicien, _adresse(Genre.DIRECTION), {"courriel": "a@exemple.test"})
    envoyer(
        technicien,
        _adresse(Genre.DIRECTION),
        {"courriel": "a@exemple.test", "association": "AUXILIA"},
    )

    assertContains(sans, "Ce champ est obligatoire")
    assert Invitation.objects.get().association == Association.AUXILIA


def test_le_courriel_part_avec_un_lien_dont_la_base_ne_garde_que_l_empreinte(envoyer):
    direction = fabrique.creer_direction()

    envoyer(
        direction,
        _adresse(Genre.AGENT_SPIP),
        {"courriel": "a@exemple.test", "spip": fabrique.creer_spip().pk},
    )

    jeton = _lien_du_courriel().split("/")[2]
    invitation = Invitation.objects.get()
    assert mail.outbox[0].to == ["a@exemple.test"]
    assert invitation.en_clair in mail.outbox[0].body
    assert str(direction) in mail.outbox[0].body
    assert invitation.empreinte == Invitation.empreinte_de(jeton)
    assert jeton not in str(Invitation.objects.values().get())


def test_un_courriel_qui_ne_part_pas_se_dit_et_l_invitation_reste(envoyer, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    technicien = fabrique.creer_technicien()

    reponse = envoyer(technicien, _adresse(Genre.TECHNIQUE), {"courriel": "a@exemple.test"})

    assert reponse.status_code == 302
    assert Invitation.objects.get().courriel == "a@exemple.test"


def test_une_seconde_invitation_pour_le_meme_role_est_refusee(envoyer):
    fabrique.creer_invitation(courriel="a@exemple.test")

    reponse = envoyer(
        fabrique.creer_technicien(), _adresse(Genre.TECHNIQUE), {"courriel": "A@exemple.test"}
    )

    assertContains(reponse, "attend déjà une réponse")
    assert Invitation.objects.count() == 1


def test_on_n_invite_pas_a_un_role_deja_tenu(envoyer):
    tenu = fabrique.creer_delegue().email

    reponse = envoyer(
        fabrique.creer_direction(),
        _adresse(Genre.DELEGUE),
        {"courriel": tenu, "disp": fabrique.creer_disp().pk},
    )

    assertContains(reponse, "a déjà ce rôle")


def test_un_president_invite_un_benevole_de_sa_liste_depuis_sa_fiche(envoyer, connecte):
    president, visiteur = fabrique.creer_president_et_visiteur()
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    assertContains(connecte(president).get(adresse), 'value="visiteur@exemple.test"')
    envoyer(president, adresse, {"courriel": "visiteur@exemple.test"})

    invitation = Invitation.objects.get()
    assert (invitation.genre, invitation.benevole) == (BENEVOLE, visiteur)


def test_un_benevole_d_ailleurs_est_introuvable(envoyer):
    president, _ = fabrique.creer_president_et_visiteur()
    ailleurs = fabrique.creer_affectation().benevole
    adresse = reverse("invitation_nouvelle", query={"benevole": ailleurs.pk})

    assert envoyer(president, adresse, {"courriel": "a@exemple.test"}).status_code == 404
    assert not Invitation.objects.exists()


def test_un_benevole_qui_tient_une_autre_section_ne_s_invite_pas_d_ici(envoyer):
    """Sinon, inviter sa fiche à sa propre adresse donnerait les droits de l'autre section."""
    president, visiteur = fabrique.creer_president_et_visiteur()
    fabrique.creer_mandat(benevole=visiteur)
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    reponse = envoyer(president, adresse, {"courriel": president.email})

    assertContains(reponse, "hors de votre périmètre")
    assert not Invitation.objects.exists()


def test_un_benevole_cp_ailleurs_ne_s_invite_pas_d_ici_mais_par_la_direction(envoyer):
    president, visiteur = fabrique.creer_president_et_visiteur()
    fabrique.creer_affectation(benevole=visiteur, fonction=Fonction.CP)
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    assertContains(envoyer(president, adresse, {"courriel": "a@b.test"}), "hors de votre périmètre")
    envoyer(fabrique.creer_direction(), adresse, {"courriel": "visiteur@exemple.test"})

    assert Invitation.objects.get().benevole == visiteur


def test_la_recherche_ne_propose_que_les_personnes_sans_compte_de_sa_liste(connecte):
    president, visiteur = fabrique.creer_president_et_visiteur()
    fabrique.creer_affectation()

    reponse = connecte(president).get(reverse("invitation_nouvelle"))

    assert list(reponse.context["personnes"]) == [visiteur]


def test_annuler_tue_le_lien(envoyer):
    technicien = fabrique.creer_technicien()
    invitation, jeton = fabrique.creer_invitation(par=technicien)

    envoyer(technicien, reverse("invitation_annulation", args=[invitation.pk]))

    assertContains(Client().get(_page(jeton)), "a été annulée", status_code=410)


def test_relancer_envoie_un_lien_neuf_et_tue_l_ancien(envoyer):
    technicien = fabrique.creer_technicien()
    invitation, ancien = fabrique.creer_invitation(
        par=technicien, le=timezone.now() - dt.timedelta(days=40)
    )

    envoyer(technicien, reverse("invitation_relance", args=[invitation.pk]))

    assert Client().get(_page(ancien)).status_code == 404
    assert Client().get(_lien_du_courriel()).status_code == 200


@pytest.mark.parametrize("action", ["invitation_relance", "invitation_annulation"])
def test_on_ne_touche_pas_aux_invitations_d_un_autre_ressort(connecte, action):
    anvp, _ = fabrique.creer_invitation(
        par=fabrique.creer_direction(), genre=Genre.DIRECTION, association="ANVP"
    )
    adresse = reverse(action, args=[anvp.pk])

    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    assert connecte(auxilia).post(adresse).status_code == 404
    assert connecte(fabrique.creer_president()).post(adresse).status_code == 404
    assert connecte(fabrique.creer_compte_vp()).post(adresse).status_code == 403
    assert connecte(auxilia).get(adresse).status_code == 405


def test_une_invitation_faite_sous_un_role_perdu_ne_se_relance_plus(connecte):
    """Ancienne direction restée présidente de section : elle n'invite plus de direction."""
    president = fabrique.creer_president()
    invitation, _ = fabrique.creer_invitation(
        par=president, genre=Genre.DIRECTION, association="ANVP"
    )

    adresse = reverse("invitation_relance", args=[invitation.pk])
    assert connecte(president).post(adresse).status_code == 404
