"""La nuit des recherches : elles se closent, rappellent, oublient ; deux fois, un seul effet."""

import datetime as dt
import threading

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Fonction
from engagements.models import Avis, Candidat, Nature, Recrutement
from engagements.recrutements.nuit import (
    clore_les_recrutements,
    effacer_les_candidats,
    rappeler_les_echeances,
)
from tests import fabrique
from tests.fabrique_recrutements import (
    creer_candidat,
    creer_manque,
    creer_president,
    creer_recrutement,
    pourvoir,
)

Issue = Recrutement.Issue


@pytest.mark.django_db
@pytest.mark.parametrize("fonction", Fonction)
def test_pourvu_la_recherche_se_clot_d_elle_meme_une_seule_fois(fonction):
    prison = creer_manque()
    recherche = creer_recrutement(etablissement=prison, fonction=fonction)
    assert clore_les_recrutements(timezone.now()) == {}
    pourvoir(prison, fonction=fonction)
    assert clore_les_recrutements(timezone.now()) == {"recherches_pourvu": 1}
    assert clore_les_recrutements(timezone.now()) == {}
    recherche.refresh_from_db()
    assert (recherche.issue, recherche.clos_le) == (Issue.POURVU, localdate())
    assert recherche.duree == 30


@pytest.mark.django_db
def test_l_etablissement_ferme_la_recherche_aussi():
    prison = creer_manque()
    recherche = creer_recrutement(etablissement=prison)
    prison.ferme_le, prison.ferme_precision = localdate() - dt.timedelta(days=1), "jour"
    prison.save()
    assert clore_les_recrutements(timezone.now()) == {"recherches_ferme": 1}
    recherche.refresh_from_db()
    assert recherche.issue == Issue.FERME


@pytest.mark.django_db
def test_une_liste_devenue_inconnue_ne_clot_rien():
    creer_recrutement(etablissement=creer_manque(confirmee=False))
    assert clore_les_recrutements(timezone.now()) == {}


@pytest.mark.django_db
def test_le_rappel_part_une_fois_par_date_au_responsable():
    prison = creer_manque()
    president = creer_president(prison=prison)
    recherche = creer_recrutement(etablissement=prison, responsable=president, pour=-1)
    for attendu in ({"recherches_en_retard": 1}, {}):
        assert rappeler_les_echeances(timezone.now()) == attendu
    avis = Avis.objects.get(nature=Nature.ECHEANCE)
    assert (avis.compte, avis.recrutement) == (president, recherche)
    recherche.echeance -= dt.timedelta(days=1)
    recherche.save()
    assert rappeler_les_echeances(timezone.now()) == {"recherches_en_retard": 1}


@pytest.mark.django_db
def test_sans_responsable_le_rappel_va_a_ceux_qui_pilotent():
    prison = creer_manque()
    creer_president(prison=prison)
    delegue = fabrique.creer_delegue(disp=prison.disp)
    creer_recrutement(etablissement=prison, pour=-1)
    rappeler_les_echeances(timezone.now())
    assert [avis.compte for avis in Avis.objects.all()] == [delegue]


@pytest.mark.django_db
def test_les_candidats_s_effacent_trois_mois_apres_la_cloture():
    jour = localdate()
    closes = [
        creer_recrutement(depuis=200, clos_le=jour - dt.timedelta(days=age), issue=Issue.POURVU)
        for age in (80, 100)
    ]
    for recherche in (*closes, creer_recrutement(depuis=200)):
        creer_candidat(recrutement=recherche)
    assert effacer_les_candidats(timezone.now()) == {"candidats_effaces": 1}
    assert effacer_les_candidats(timezone.now()) == {"candidats_effaces": 0}
    assert not Candidat.objects.filter(recrutement=closes[1]).exists()
    assert Recrutement.objects.count() == 3


@pytest.mark.django_db
def test_le_travail_de_nuit_le_fait_et_le_dit(capsys):
    prison = creer_manque()
    creer_recrutement(etablissement=prison)
    pourvoir(prison)
    call_command("taches_quotidiennes")
    assert "recherches closes, l’établissement étant pourvu : 1" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_deux_recherches_au_meme_instant_une_seule_part_et_l_autre_le_lit():
    prison = creer_manque()
    comptes = [creer_president(prison=prison), fabrique.creer_delegue(disp=prison.disp)]
    depart, pages = threading.Barrier(2), []

    def envoyer(compte):
        client = Client()
        client.force_login(compte)
        jour = localdate() + dt.timedelta(days=90)
        depart.wait()
        try:
            envoi = {"responsable": compte.pk, "echeance": jour.isoformat()}
            adresse = reverse("recrutement_nouveau", args=[prison.code, "vp"])
            pages.append(client.post(adresse, envoi))
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer, args=[compte]) for compte in comptes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(page.status_code for page in pages) == [200, 302]
    [refus] = [page for page in pages if page.status_code == 200]
    assert "Une recherche est déjà en cours pour cet établissement" in refus.content.decode()
    assert Recrutement.objects.count() == 1
