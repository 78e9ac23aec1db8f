"""Le chemin entier d'une demande, dans un vrai navigateur, par cinq personnes."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import expect

from engagements.models import DemandeVisite, Etat
from engagements.nuit import controler_les_demandes
from tests.fabrique import (
    creer_affectation,
    creer_benevole,
    creer_compte,
    creer_cp,
    creer_mandat,
    creer_role,
    creer_section,
)
from tests.fabrique_demandes import creer_prison, creer_visiteur
from tests.navigateur import MOBILE

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]
MOT_DE_PASSE = "un-mot-de-passe-de-test"


def _compte(nom):
    return creer_compte(
        email=f"{nom}@exemple.test", nom=nom.capitalize(), mot_de_passe=MOT_DE_PASSE
    )


@pytest.fixture
def prison():
    """Une prison sans CP Auxilia, sa présidente, son visiteur, son SPIP ; un CP voisin."""
    prison = creer_prison(nom="Maison d’arrêt de Villeneuve")
    creer_mandat(
        section=creer_section(etablissements=[prison]),
        benevole=creer_benevole(utilisateur=_compte("presidente")),
    )
    creer_visiteur(
        prison=prison,
        benevole=creer_benevole(prenom="André", nom="Lacombe", utilisateur=_compte("visiteur")),
    )
    creer_role(utilisateur=_compte("agent"), genre="agent_spip", spip=prison.spip)
    creer_role(utilisateur=_compte("direction"), association="AUXILIA")
    voisine = creer_prison()
    voisine.disp = prison.disp
    voisine.save()
    creer_cp(etablissement=voisine, benevole=creer_benevole(utilisateur=_compte("cp")))
    return prison


@pytest.fixture
def entrer(nouvelle_page):
    """`entrer("agent")` : sa page, connectée ; au téléphone et sans script."""

    def ouvrir(nom):
        page = nouvelle_page(
            viewport=MOBILE, is_mobile=True, has_touch=True, java_script_enabled=False
        )
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill(f"{nom}@exemple.test")
        page.locator("input[name=password]").fill(MOT_DE_PASSE)
        page.get_by_role("button", name="Se connecter").click()
        return page

    return ouvrir


def _demander(page, reference="AUX-10234"):
    page.goto(reverse("demande_nouvelle"))
    page.get_by_label("Nom ou ville").fill("villeneuve")
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Maison d’arrêt de Villeneuve").click()
    page.get_by_label("Référence AUXILIA").fill(reference)
    page.get_by_label("accord le").fill(localdate().isoformat())
    page.get_by_label("Pourquoi une rencontre").select_option("suivi")
    page.get_by_role("button", name="Envoyer la demande").click()
    return DemandeVisite.objects.latest("pk")


def _ouvrir(page, demande):
    page.goto(demande.get_absolute_url())


def _geste(page, demande, lien, bouton=None):
    _ouvrir(page, demande)
    page.get_by_role("link", name=lien, exact=True).click()
    page.get_by_role("main").get_by_role("button", name=bouton or lien).click()
    expect(page.get_by_text("C’est enregistré")).to_be_visible()


def _proposer_et_accepter(presidente, visiteur, demande):
    _ouvrir(presidente, demande)
    presidente.get_by_role("link", name="Proposer un visiteur").click()
    presidente.get_by_label("Visiteur").select_option(index=1)
    presidente.get_by_role("button", name="Proposer un visiteur").click()
    _geste(visiteur, demande, "Donner mon accord")


def _etat(demande):
    return DemandeVisite.objects.avec_etat().get(pk=demande.pk).etat


def test_de_la_demande_a_la_cloture_par_cinq_personnes(prison, entrer):
    cp, presidente, visiteur = entrer("cp"), entrer("presidente"), entrer("visiteur")
    demande = _demander(cp)
    presidente.goto("/")
    attente = presidente.get_by_role("link", name="visiteur à proposer")
    expect(attente).to_be_visible()
    _proposer_et_accepter(presidente, visiteur, demande)

    agent = entrer("agent")
    expect(agent.get_by_role("heading", name="À décider")).to_be_visible()
    agent.get_by_role("link", name="Voir et répondre").click()
    expect(agent.get_by_text("AUX-10234")).to_be_visible()
    agent.get_by_role("link", name="Demander un complément").click()
    agent.get_by_role("button", name="Confirmer").click()
    assert _etat(demande) == Etat.A_COMPLETER

    _geste(cp, demande, "Compléter et renvoyer au SPIP")
    _geste(agent, demande, "Différer", "Confirmer")
    _geste(agent, demande, "Donner l’aval", "Confirmer")

    _ouvrir(visiteur, demande)
    visiteur.get_by_role("link", name="Noter une rencontre").click()
    visiteur.get_by_label("Date de la rencontre").fill(localdate().isoformat())
    visiteur.get_by_label("Ce qu’il en ressort").select_option("utile")
    visiteur.get_by_role("button", name="Noter une rencontre").click()

    direction = entrer("direction")
    _ouvrir(direction, demande)
    direction.get_by_role("link", name="Clore la demande").click()
    direction.get_by_label("Comment elle se termine").select_option("rencontre")
    direction.get_by_role("button", name="Clore la demande").click()
    expect(direction.get_by_text("close : rencontre faite").first).to_be_visible()
    assert _etat(demande) == Etat.CLOSE


def test_un_refus_puis_un_retrait(prison, entrer):
    cp, presidente, visiteur = entrer("cp"), entrer("presidente"), entrer("visiteur")
    refusee = _demander(cp)
    _proposer_et_accepter(presidente, visiteur, refusee)
    agent = entrer("agent")
    _ouvrir(agent, refusee)
    agent.get_by_role("link", name="Refuser").click()
    agent.get_by_label("Motif").select_option("organisation")
    agent.get_by_role("button", name="Confirmer").click()
    expect(agent.get_by_text("close : refusée par le SPIP").first).to_be_visible()
    _ouvrir(presidente, refusee)
    expect(presidente.get_by_text("organisation du service")).to_have_count(0)

    retiree = _demander(cp, reference="AUX-10235")
    _geste(cp, retiree, "Retirer la demande")
    assert DemandeVisite.objects.get(pk=retiree.pk).issue == "retiree"


def test_un_cp_arrive_en_chemin_et_auxilia_passe_la_main(prison, entrer):
    cp, presidente, visiteur = entrer("cp"), entrer("presidente"), entrer("visiteur")
    demande = _demander(cp)
    _proposer_et_accepter(presidente, visiteur, demande)
    creer_affectation(etablissement=prison, fonction="CP", debut=localdate())

    agent = entrer("agent")
    _ouvrir(agent, demande)
    expect(agent.get_by_text("Un CP Auxilia intervient")).to_be_visible()
    expect(agent.get_by_role("link", name="Donner l’aval")).to_have_count(0)
    agent.goto(reverse("demande_etape", args=[demande.pk, "avaliser"]))  # une page déjà ouverte
    agent.get_by_role("button", name="Confirmer").click()
    expect(agent.get_by_text("c’est à lui de rencontrer l’apprenant").first).to_be_visible()
    assert _etat(demande) == Etat.AU_SPIP

    call_command("taches_quotidiennes", verbosity=0)
    _geste(cp, demande, "Clore la demande")
    assert DemandeVisite.objects.get(pk=demande.pk).issue == "passation"


def test_ce_que_personne_ne_prend_expire(prison, entrer):
    cp = entrer("cp")
    demande = _demander(cp)
    for jours in (54, 61):  # le préavis, puis l'expiration
        controler_les_demandes(timezone.now() + dt.timedelta(days=jours))
    _ouvrir(cp, demande)
    expect(cp.get_by_text("close : expirée").first).to_be_visible()
