"""Un courriel revenu : noté là où il partit, montré à qui peut corriger, et plus rien n'y part."""

import datetime as dt
import re
import time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from pytest_django.asserts import assertContains, assertNotContains

from benevoles.invitations import accepter
from engagements.courriels import envoyer
from engagements.models import Avis
from engagements.retours.noter import noter_les_retours
from partenariat.models import AdresseEnEchec
from partenariat.retours.marques import marquer
from suivi.attendus import attendus
from suivi.vie_privee.nuit import effacer_ce_qui_a_servi
from tests import fabrique
from tests.fabrique_demandes import creer_boite
from tests.fabrique_retours import ADRESSE, revenu

pytestmark = pytest.mark.django_db
SERVEURS = ["postfix", "exchange", "gmail"]
MAINTENANT = timezone.now()


def _avis(adresse=ADRESSE, compte=None):
    """Un avis, et le « Message-ID » sous lequel il est parti."""
    avis = Avis.objects.create(
        compte=compte,
        adresse=adresse,
        nature="rappel",
        rythme="immediat",
        cle=f"essai-{Avis.objects.count()}",
        cree_le=MAINTENANT,
    )
    return avis


def _partir(avis):
    assert envoyer([avis.cle]) == 1
    return mail.outbox[-1].message()["Message-ID"]


def _noter(octets):
    return noter_les_retours(octets, maintenant=MAINTENANT)


@pytest.mark.parametrize("serveur", SERVEURS)
def test_une_adresse_inconnue_se_note_et_plus_rien_n_y_part(serveur):
    avis, suivant = _avis("Camille@Ailleurs.invalid"), _avis()

    assert _noter(revenu(serveur, _partir(avis))) == 1
    avis.refresh_from_db()
    assert (avis.revenu_le, avis.erreur) == (MAINTENANT, "adresse inconnue")
    assert AdresseEnEchec.objects.get().adresse == ADRESSE

    assert envoyer([suivant.cle]) == 0
    assert len(mail.outbox) == 1
    suivant.refresh_from_db()
    assert (suivant.envoye_le, suivant.erreur) == (None, "adresse inconnue")
    assert not Avis.objects.a_envoyer().exists()


@pytest.mark.parametrize("serveur", SERVEURS)
@pytest.mark.parametrize(
    ("statut", "motif"),
    [
        ("4.4.7", "son serveur ne répond pas"),
        ("4.2.2", "boîte pleine"),
        ("5.7.1", "refusé par son serveur"),  # ce courriel, pas l'adresse
        ("5.1.8", "refusé par son serveur"),  # l'expéditeur
        ("5.3.4", "refusé par son serveur"),  # trop gros
        ("5.4.6", "refusé par son serveur"),  # une boucle
    ],
)
def test_un_echec_passager_se_note_sans_arreter_les_suivants(serveur, statut, motif):
    avis = _avis()
    assert _noter(revenu(serveur, _partir(avis), statut=statut)) == 1
    avis.refresh_from_db()
    assert (avis.revenu_le, avis.erreur) == (MAINTENANT, motif)

    assert envoyer([_avis().cle]) == 1


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered"])
def test_un_courriel_qui_tarde_ou_qui_arrive_n_est_pasrevenu(action):
    marque = _partir(_avis())
    assert _noter(revenu("postfix", marque, action=action, statut="4.4.1")) == 0
    assert not Avis.objects.exclude(revenu_le=None).exists()


def test_un_courriel_reexpedie_ailleurs_se_note_a_l_adresse_d_origine():
    marque = _partir(_avis())
    retour = revenu("gmail", marque, adresse="autre@plus.invalid", origine=ADRESSE)

    assert _noter(retour) == 1
    assert AdresseEnEchec.objects.get().adresse == ADRESSE


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff\x00 pas un courriel",
        b"Subject: bonjour\r\n\r\nJe serai absent.",
        revenu("postfix", "<20261128.1@ailleurs.invalid>"),
        revenu("gmail", f"<avis1.{'0' * 40}@localhost>"),
    ],
)
def test_ce_qui_n_est_pas_une_reponse_a_nos_courriels_ne_fait_rien(octets):
    assert _noter(octets) == 0
    assert not AdresseEnEchec.objects.exists()


def test_un_avis_fait_pour_nous_occuper_se_lit_vite():
    """Cinquante marques, cinq cents adresses et cinquante destinataires : un million de preuves."""
    marques = " ".join(f"<avis{n}.{'0' * 40}@localhost>" for n in range(50))
    adresses = ", ".join(f"a{n}@ailleurs.invalid" for n in range(500))
    bloc = f"Final-Recipient: rfc822; {ADRESSE}\nAction: failed\nStatus: 5.1.1\n\n"
    entetes = f"References: {marques}\nTo: {adresses}\nContent-Type: message/delivery-status\n\n"
    debut = time.process_time()
    assert _noter((entetes + bloc * 50).encode()) == 0
    assert time.process_time() - debut < 1


def test_un_faux_retour_ne_fait_pas_taire_les_courriels_d_un_autre():
    """Qui a reçu un courriel en connaît la marque : elle ne prouve que sa propre adresse."""
    marque = _partir(_avis("curieux@ailleurs.invalid"))
    assert _noter(revenu("postfix", marque, adresse="president@ailleurs.invalid")) == 0


def test_le_meme_retour_deux_fois_n_en_fait_qu_un_et_une_autre_adresse_suffit():
    president, fiche = _president_et_fiche()
    octets = revenu("exchange", marquer(ADRESSE))
    assert [_noter(octets), _noter(octets)] == [1, 1]
    assert AdresseEnEchec.objects.count() == 1
    assert [a.adresse for a in _revenus_pour(president)] == [fiche.get_absolute_url()]

    fiche.courriel = "nouvelle@ailleurs.invalid"
    fiche.enregistrer(par=president, champs=["courriel"])
    assert _revenus_pour(president) == []


def _president_et_fiche():
    president, fiche = fabrique.creer_president_et_visiteur()
    fiche.courriel = "Camille@ailleurs.invalid"
    fiche.enregistrer(par=president, champs=["courriel"])
    return president, fiche


def _revenus_pour(compte):
    return [a for a in attendus(compte, le=localdate()) if "reviennent" in a.phrase]


def test_qui_tient_la_fiche_le_voit_la_reprend_et_les_autres_non(connecte):
    president, fiche = _president_et_fiche()
    _noter(revenu("gmail", marquer(ADRESSE)))
    assert len(_revenus_pour(president)) == 1
    client = connecte(president)
    assertContains(client.get(fiche.get_absolute_url()), "adresse inconnue")
    adresse = reverse("personne_courriel_repris", args=[fiche.pk])
    assert connecte(fabrique.creer_president()).post(adresse).status_code == 404
    page = client.post(adresse, follow=True)
    assertNotContains(page, "adresse inconnue")
    assert not AdresseEnEchec.objects.exists()


def test_donner_une_adresse_a_une_fiche_ne_dit_rien_de_son_passe(connecte):
    """Sinon, on saurait qu'il lui fut écrit : à un bénévole de l'autre association, à un agent."""
    president, fiche = fabrique.creer_president_et_visiteur()
    _noter(revenu("gmail", marquer(ADRESSE)))
    client = connecte(president)
    formulaire = {"nom": fiche.nom, "prenom": fiche.prenom, "version_lue": fiche.version}
    adresse = reverse("personne_modification", args=[fiche.pk])
    page = client.post(adresse, formulaire | {"courriel": ADRESSE}, follow=True)
    assertContains(page, ADRESSE)
    assertNotContains(page, "adresse inconnue")
    assert _revenus_pour(president) == []


def test_les_directions_voient_les_comptes_et_les_boites():
    direction = fabrique.creer_direction()
    delegue = fabrique.creer_delegue()
    boite = creer_boite(spip=fabrique.creer_spip())
    assert _revenus_pour(direction) == []
    for adresse in (delegue.email, boite.courriel):
        _noter(revenu("postfix", marquer(adresse), adresse=adresse.lower()))

    phrases = " ".join(a.phrase for a in _revenus_pour(direction))
    assert str(delegue) in phrases
    assert str(boite.spip) in phrases
    assert _revenus_pour(fabrique.creer_president()) == []


def test_les_directions_y_reprennent_un_compte_sans_fiche_et_une_boite(connecte):
    delegue = fabrique.creer_delegue()
    boite = creer_boite(spip=fabrique.creer_spip(), courriel="Service@ailleurs.invalid")
    for adresse in (delegue.email, boite.courriel):
        AdresseEnEchec.objects.create(adresse=adresse.lower(), le=MAINTENANT, motif="inconnue")
    direction = fabrique.creer_direction()
    client = connecte(direction)
    reprises = {reverse("compte_courriel_repris", args=[delegue.pk]), _reprise(boite)}
    for a_faire in _revenus_pour(direction):
        page = client.get(a_faire.adresse).content.decode()
        [reprise] = reprises & set(re.findall(r'action="([^"]+)"', page))
        assertNotContains(client.post(reprise, follow=True), "reviennent")
    assert not AdresseEnEchec.objects.exists()


def _reprise(boite):
    return reverse("boite_reprise", args=[boite.pk])


def test_un_agent_reprend_la_boite_de_son_service_et_aucune_autre(connecte):
    boite = creer_boite(spip=fabrique.creer_spip())
    AdresseEnEchec.objects.create(adresse=boite.courriel, le=MAINTENANT, motif="pleine")
    autre = connecte(fabrique.creer_agent_spip())
    assert autre.post(_reprise(boite)).status_code == 404
    client = connecte(fabrique.creer_agent_spip(spip=boite.spip))
    page = reverse("boites_spip", args=[boite.spip.code])
    assertContains(client.get(page), "boîte pleine")
    assertNotContains(client.post(_reprise(boite), follow=True), "boîte pleine")


def test_une_adresse_commune_ajoutee_expres_s_essaie_de_nouveau(connecte):
    spip = fabrique.creer_spip()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="inconnue")
    donnees = {"courriel": ADRESSE.upper(), "debut": f"{localdate():%d/%m/%Y}"}
    page = reverse("boites_spip", args=[spip.code])
    connecte(fabrique.creer_agent_spip(spip=spip)).post(page, donnees)
    assert not AdresseEnEchec.objects.exists()


def _inviter(client, fiche, *, courriel=ADRESSE):
    adresse = reverse("invitation_nouvelle") + f"?benevole={fiche.pk}"
    return client.post(adresse, {"courriel": courriel.upper()}, follow=True)


def test_une_invitation_ne_dit_pas_a_qui_l_ignore_qu_une_adresse_a_deja_servi(
    connecte, django_capture_on_commit_callbacks
):
    president, fiche = fabrique.creer_president_et_visiteur()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=timezone.now(), motif="inconnue")
    client = connecte(president)
    with django_capture_on_commit_callbacks(execute=True):
        assertNotContains(_inviter(client, fiche), "revenus")
    assert [m.to for m in mail.outbox] == [[ADRESSE]]

    AdresseEnEchec.objects.update(le=timezone.now())  # cette fois, c'est la sienne qui revient
    relance = reverse("invitation_relance", args=[fiche.invitations.get().pk])
    assertContains(client.post(relance, follow=True), "sont revenus")


def test_une_invitation_part_a_une_adresse_en_echec_et_le_dit_a_qui_tient_la_fiche(
    connecte, django_capture_on_commit_callbacks
):
    president, fiche = _president_et_fiche()
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="inconnue")
    with django_capture_on_commit_callbacks(execute=True):
        assertContains(_inviter(connecte(president), fiche), "sont revenus")
    assert [m.to for m in mail.outbox] == [[ADRESSE]]


def test_une_invitation_acceptee_prouve_que_l_adresse_recoit():
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="pleine")
    invitation, _ = fabrique.creer_invitation(courriel=ADRESSE)
    compte = fabrique.creer_compte(email=ADRESSE)
    accepter(invitation, compte=compte, le=localdate(), maintenant=MAINTENANT)
    assert not AdresseEnEchec.objects.exists()


def test_trois_mois_apres_on_y_ecrit_de_nouveau():
    AdresseEnEchec.objects.create(adresse=ADRESSE, le=MAINTENANT, motif="pleine")
    effacer_ce_qui_a_servi(MAINTENANT + dt.timedelta(days=80))
    assert AdresseEnEchec.objects.exists()
    effacer_ce_qui_a_servi(MAINTENANT + dt.timedelta(days=95))
    assert not AdresseEnEchec.objects.exists()
