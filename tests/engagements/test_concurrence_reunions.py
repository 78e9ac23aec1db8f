"""Au même instant : une invitation envoyée une fois, une réponse, jamais deux faits contraires."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from engagements.models import AbonnementAgenda, Avis, Convocation, Nature, Reunion
from partenariat.models import Association
from tests.fabrique import (
    creer_benevole,
    creer_compte_vp,
    creer_cp,
    creer_delegue,
    creer_direction,
    creer_disp,
    creer_etablissement,
)
from tests.fabrique_reunions import creer_convocation, creer_reunion

pytestmark = pytest.mark.django_db(transaction=True)
COURSES = 6


def _ensemble(*envois):
    """Chaque (compte, adresse, données) d'un navigateur à lui, tous au même instant."""
    depart, codes = threading.Barrier(len(envois)), [None] * len(envois)

    def envoyer(i, compte, adresse, donnees):
        client = Client()
        client.force_login(compte)
        depart.wait()
        try:
            codes[i] = client.post(adresse, donnees).status_code
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=(i, *e)) for i, e in enumerate(envois)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sorted(codes)


def adresse(nom, objet):
    return reverse(nom, args=[objet.pk])


def test_deux_envois_au_meme_instant_n_invitent_qu_une_fois():
    creer_direction(association=Association.AUXILIA)
    auteur = creer_direction()
    for _ in range(COURSES):
        reunion = creer_reunion(par=auteur)
        envoi = (auteur, adresse("reunion_envoi", reunion), {})
        assert _ensemble(envoi, envoi) == [200, 302]
        assert Avis.objects.filter(reunion=reunion, nature=Nature.REUNION).count() == 1


def test_annuler_et_repondre_au_meme_instant_ne_se_contredisent_pas():
    auteur, invite = creer_direction(), creer_compte_vp()
    for _ in range(COURSES):
        reunion = creer_reunion(par=auteur, envoyee=True)
        convocation = creer_convocation(reunion=reunion, benevole=invite.benevole)
        codes = _ensemble(
            (auteur, adresse("reunion_annulation", reunion), {}),
            (invite, adresse("reponse", convocation), {"reponse": "accepte", "sequence_lue": 0}),
        )
        repondue = Convocation.objects.get(pk=convocation.pk).reponse == "accepte"
        assert Reunion.objects.get(pk=reunion.pk).annulee_le
        assert codes == ([302, 302] if repondue else [200, 302])


def test_la_meme_personne_invitee_par_deux_responsables_ne_l_est_qu_une_fois():
    disp = creer_disp()
    delegue, direction = creer_delegue(disp=disp), creer_direction()
    prison = creer_etablissement(disp=disp)
    for _ in range(COURSES):
        cp = creer_cp(etablissement=prison, benevole=creer_benevole()).benevole
        reunion = creer_reunion(par=delegue, disp=disp)
        envoi = {"qui": f"fiche-{cp.pk}"}
        codes = _ensemble(
            (delegue, adresse("reunion_ajout", reunion), envoi),
            (direction, adresse("reunion_ajout", reunion), envoi),
        )
        assert codes == [200, 302]
        assert reunion.convocations.filter(benevole=cp).count() == 1


def test_deux_clics_pour_une_adresse_d_agenda_n_en_laissent_qu_une():
    compte = creer_compte_vp()
    envoi = (compte, reverse("agenda"), {})
    assert _ensemble(envoi, envoi) == [302, 302]
    assert AbonnementAgenda.objects.filter(compte=compte).count() == 1
