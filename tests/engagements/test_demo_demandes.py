"""Les demandes de la démonstration : la règle y tient, et chaque compte a de quoi faire."""

import datetime as dt

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.demo import comptes
from benevoles.demo.construction import construire
from engagements.demandes.attendus import attendus
from engagements.demandes.liste import demandes_de
from engagements.demandes.regles import cp_en_poste, perte_du_visiteur
from engagements.demo import construire as ajouter_les_demandes
from engagements.models import DemandeVisite, Etat, Proposition, Trace, Transmission, Visite
from partenariat.models import Utilisateur

JOUR = localdate()


@pytest.fixture(scope="module")
def pays(django_db_setup, django_db_blocker):
    """La démonstration d'aujourd'hui, construite une fois pour tout le module."""
    with django_db_blocker.unblock(), transaction.atomic():
        construire(le=JOUR)
        ajouter_les_demandes(le=JOUR)
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("pays")]


def _compte(annonce):
    return Utilisateur.objects.get(email=annonce.courriel)


def _jours_de_la_regle():
    """(demande, proposition ou None, jour) de chaque fait qui voulait la règle."""
    for demande in DemandeVisite.objects.exclude(soumise_le=None).select_related("etablissement"):
        yield demande, None, localdate(demande.soumise_le)
    propositions = Proposition.objects.select_related("demande__etablissement")
    for proposition in propositions:
        yield proposition.demande, proposition, localdate(proposition.proposee_le)
        if proposition.acceptee_le:
            yield proposition.demande, proposition, localdate(proposition.acceptee_le)
    passages = Transmission.objects.select_related("proposition__demande__etablissement")
    for passage in passages:
        if not passage.apres_report:
            jour = localdate(passage.transmise_le)
            yield passage.proposition.demande, passage.proposition, jour
        if passage.reponse == "aval":
            yield passage.proposition.demande, passage.proposition, passage.jour


def test_aucun_fait_de_la_demonstration_ne_contredit_la_regle():
    fautes = [
        (demande.pk, jour)
        for demande, proposition, jour in _jours_de_la_regle()
        if not demande.etablissement.est_ouvert(jour)
        or cp_en_poste(demande.etablissement, le=jour)
        or (
            proposition is not None
            and proposition.benevole_id
            and perte_du_visiteur(proposition.benevole_id, demande.etablissement, le=jour)
        )
    ]
    assert fautes == []
    assert len(list(_jours_de_la_regle())) > 300


def test_chaque_rencontre_a_son_aval_et_un_visiteur_en_regle():
    for visite in Visite.objects.select_related("proposition__demande__etablissement"):
        aval = visite.proposition.transmissions.get(reponse="aval")
        assert aval.jour <= visite.le <= JOUR
        if visite.proposition.benevole_id:
            ou = visite.proposition.demande.etablissement
            assert perte_du_visiteur(visite.proposition.benevole_id, ou, le=visite.le) is None


def test_tous_les_etats_et_toutes_les_issues_s_y_trouvent():
    demandes = DemandeVisite.objects.avec_etat()
    assert set(demandes.values_list("etat", flat=True)) == set(Etat)
    issues = set(DemandeVisite.objects.exclude(issue="").values_list("issue", flat=True))
    assert issues >= {"rencontre", "refusee", "retiree", "expiree", "plus_concerne"}


def test_les_faits_se_suivent_et_ne_sont_pas_a_venir():
    demain = JOUR + dt.timedelta(days=1)
    for demande in DemandeVisite.objects.all():
        dates = [demande.cree_le, demande.soumise_le, demande.modifie_le, demande.close_le]
        faits = [localdate(date) for date in dates if date]
        assert faits == sorted(faits), demande.pk
        assert faits[-1] < demain, demande.pk


def test_les_anciennes_n_ont_plus_ni_reference_ni_texte_ni_personne():
    closes = DemandeVisite.objects.exclude(close_le=None)
    assert not closes.exclude(precision="").exists()
    limite = JOUR - dt.timedelta(days=32)
    anciennes = closes.filter(close_le__date__lt=limite)
    assert anciennes.count() > 50
    assert not anciennes.exclude(reference="", cree_par=None).exists()
    assert not Proposition.objects.filter(demande__in=anciennes).exclude(benevole=None).exists()
    assert not DemandeVisite.objects.filter(close_le=None, reference="").exists()


def test_le_journal_ne_garde_qu_un_an():
    ans = JOUR - dt.timedelta(days=365)
    assert Trace.objects.exists()
    assert not Trace.objects.filter(le__date__lt=ans).exists()


@pytest.mark.parametrize(
    "annonce",
    [
        comptes.DIRECTION_AUXILIA,
        comptes.DELEGUEE_AUXILIA,
        comptes.CP_AUXILIA,
        comptes.PRESIDENT,
        comptes.VISITEUR,
        comptes.AGENT_SPIP,
    ],
    ids=lambda annonce: annonce.role,
)
def test_chaque_compte_qui_agit_a_quelque_chose_a_faire(annonce):
    assert attendus(_compte(annonce), le=JOUR)


@pytest.mark.parametrize(
    "annonce", [comptes.DIRECTION_ANVP, comptes.DELEGUE_ANVP], ids=lambda annonce: annonce.role
)
def test_ceux_qui_suivent_ont_des_demandes_en_cours_a_suivre(annonce):
    assert demandes_de(_compte(annonce), le=JOUR).ouvertes().count() > 0


def test_l_agent_a_de_quoi_decider_et_une_demande_arretee_par_l_arrivee_d_un_cp_existe():
    client = Client()
    client.force_login(_compte(comptes.AGENT_SPIP))
    page = client.get(reverse("a_decider"))
    assert len(page.context["a_decider"]) >= 4
    jours = [d.jours for d in page.context["a_decider"]]
    assert jours == sorted(jours, reverse=True)
    arretees = DemandeVisite.objects.ouvertes().avec_cp(le=JOUR).exclude(cp_arrive_le=None)
    assert arretees.exists()
