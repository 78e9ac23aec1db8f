"""Les invitations : qui peut inviter qui, le lien, l'acceptation, les impasses."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from benevoles.models import Fonction, Invitation, Role
from benevoles.models.roles import BENEVOLE, Genre
from partenariat.models import Association, Utilisateur
from tests import fabrique

pytestmark = pytest.mark.django_db

MOT_DE_PASSE = "une-phrase-assez-longue"
OUVRIR = {
    "nom_affiche": "Camille Dupuis",
    "connexion": "mot_de_passe",
    "mot_de_passe": MOT_DE_PASSE,
    "confirmation": MOT_DE_PASSE,
}
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


def _president_et_son_visiteur():
    etablissement = fabrique.creer_etablissement()
    president = fabrique.creer_president(etablissements=[etablissement])
    visiteur = fabrique.creer_benevole(courriel="visiteur@exemple.test")
    fabrique.creer_affectation(etablissement=etablissement, benevole=visiteur)
    return president, visiteur


def test_un_president_invite_un_benevole_de_sa_liste_depuis_sa_fiche(envoyer, connecte):
    president, visiteur = _president_et_son_visiteur()
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    assertContains(connecte(president).get(adresse), 'value="visiteur@exemple.test"')
    envoyer(president, adresse, {"courriel": "visiteur@exemple.test"})

    invitation = Invitation.objects.get()
    assert (invitation.genre, invitation.benevole) == (BENEVOLE, visiteur)


def test_un_benevole_d_ailleurs_est_introuvable(envoyer):
    president, _ = _president_et_son_visiteur()
    ailleurs = fabrique.creer_affectation().benevole
    adresse = reverse("invitation_nouvelle", query={"benevole": ailleurs.pk})

    assert envoyer(president, adresse, {"courriel": "a@exemple.test"}).status_code == 404
    assert not Invitation.objects.exists()


def test_un_benevole_qui_tient_une_autre_section_ne_s_invite_pas_d_ici(envoyer):
    """Sinon, inviter sa fiche à sa propre adresse donnerait les droits de l'autre section."""
    president, visiteur = _president_et_son_visiteur()
    fabrique.creer_mandat(benevole=visiteur)
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    reponse = envoyer(president, adresse, {"courriel": president.email})

    assertContains(reponse, "hors de votre périmètre")
    assert not Invitation.objects.exists()


def test_un_benevole_cp_ailleurs_ne_s_invite_pas_d_ici_mais_par_la_direction(envoyer):
    president, visiteur = _president_et_son_visiteur()
    fabrique.creer_affectation(benevole=visiteur, fonction=Fonction.CP)
    adresse = reverse("invitation_nouvelle", query={"benevole": visiteur.pk})

    assertContains(envoyer(president, adresse, {"courriel": "a@b.test"}), "hors de votre périmètre")
    envoyer(fabrique.creer_direction(), adresse, {"courriel": "visiteur@exemple.test"})

    assert Invitation.objects.get().benevole == visiteur


def test_la_recherche_ne_propose_que_les_personnes_sans_compte_de_sa_liste(connecte):
    president, visiteur = _president_et_son_visiteur()
    fabrique.creer_affectation()

    reponse = connecte(president).get(reverse("invitation_nouvelle"))

    assert list(reponse.context["personnes"]) == [visiteur]


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
    president, visiteur = _president_et_son_visiteur()
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
    Role.objects.filter(utilisateur=direction).update(fin=localdate() - dt.timedelta(days=1))

    reponse = Client().post(_page(jeton), OUVRIR)

    assertContains(reponse, "n’est plus valable", status_code=410)
    assert not Utilisateur.objects.filter(email=invitation.courriel).exists()


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
    president, visiteur = _president_et_son_visiteur()
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
    president, visiteur = _president_et_son_visiteur()
    bornes = {"par": president, "genre": BENEVOLE, "benevole": visiteur}
    _, jeton = fabrique.creer_invitation(**bornes)
    autre, _ = fabrique.creer_invitation(**bornes)

    Client().post(_page(jeton), OUVRIR)

    autre.refresh_from_db()
    assert autre.annulee_le is not None


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
    president, visiteur = _president_et_son_visiteur()
    _, jeton = fabrique.creer_invitation(par=president, genre=BENEVOLE, benevole=visiteur)
    technicien = fabrique.creer_technicien()

    reponse = connecte(technicien).get(reverse("comptes"))

    assert {c.pk for c in _noms(reponse)} == {president.pk, technicien.pk}
    assertNotContains(reponse, visiteur.nom)
    assertNotContains(reponse, president.email)


def test_un_president_ne_voit_que_ses_invitations(connecte):
    president, visiteur = _president_et_son_visiteur()
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
