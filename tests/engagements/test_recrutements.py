"""Les recherches : où on peut en lancer, qui les voit, qui les mène, qui est candidat."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from benevoles.models import Fonction
from engagements.models import Avis, Candidat, Nature, Recrutement
from engagements.recrutements.attendus import attendus
from engagements.recrutements.manques import INCONNU, PAS_OUVERT, POURVU
from engagements.recrutements.responsables import tenants
from partenariat.models import Association
from tests import fabrique
from tests.fabrique_recrutements import (
    creer_candidat,
    creer_cp_sans_titre,
    creer_manque,
    creer_president,
    creer_recrutement,
    pourvoir,
)

pytestmark = pytest.mark.django_db
DANS_TROIS_MOIS = localdate() + dt.timedelta(days=90)


@pytest.fixture
def prison():
    return creer_manque()


@pytest.fixture
def president(prison):
    return creer_president(prison=prison)


def lancer(client, prison, *, responsable, fonction="vp", echeance=DANS_TROIS_MOIS):
    adresse = reverse("recrutement_nouveau", args=[prison.code, fonction])
    envoi = {"responsable": responsable.pk, "echeance": echeance.isoformat()}
    return client.post(adresse, envoi, follow=True)


def test_d_un_manque_part_une_recherche_datee_et_confiee(connecte, prison, president):
    page = lancer(connecte(president), prison, responsable=president)
    recherche = Recrutement.objects.get()
    assert page.redirect_chain[-1][0] == recherche.get_absolute_url()
    assert (recherche.fonction, recherche.ouvert_le) == (Fonction.VP, localdate())
    assert (recherche.responsable, recherche.echeance) == (president, DANS_TROIS_MOIS)


def test_l_anvp_cherche_des_vp_auxilia_des_cp(connecte, prison):
    anvp = fabrique.creer_direction()
    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    assert lancer(connecte(anvp), prison, responsable=anvp, fonction="cp").status_code == 404
    assert lancer(connecte(auxilia), prison, responsable=auxilia).status_code == 404
    lancer(connecte(auxilia), prison, responsable=auxilia, fonction="cp")
    assert Recrutement.objects.get().fonction == Fonction.CP


def test_sans_manque_ou_sans_savoir_on_ne_cherche_pas(connecte):
    direction = fabrique.creer_direction()
    pourvue, inconnue = creer_manque(), creer_manque(confirmee=False)
    fermee = creer_manque(ferme_le=localdate() - dt.timedelta(days=1), ferme_precision="jour")
    pourvoir(pourvue)
    for ou, refus in ((pourvue, POURVU), (inconnue, INCONNU), (fermee, PAS_OUVERT)):
        page = lancer(connecte(direction), ou, responsable=direction)
        assert refus in page.context["form"].non_field_errors()
        vue = connecte(direction).get(reverse("recrutement_nouveau", args=[ou.code, "vp"]))
        assert vue["Location"] == ou.get_absolute_url()
    assert not Recrutement.objects.exists()


def test_une_recherche_ouverte_mene_a_elle_et_une_seconde_est_refusee(connecte, prison, president):
    deja = creer_recrutement(etablissement=prison, responsable=president)
    client = connecte(president)
    vue = client.get(reverse("recrutement_nouveau", args=[prison.code, "vp"]))
    assert vue["Location"] == deja.get_absolute_url()
    page = lancer(client, prison, responsable=president)
    assert "déjà en cours" in page.context["form"].non_field_errors()[0]
    assert Recrutement.objects.count() == 1


def test_l_echeance_est_a_venir(connecte, prison, president):
    hier = localdate() - dt.timedelta(days=1)
    page = lancer(connecte(president), prison, responsable=president, echeance=hier)
    assert page.context["form"].errors["echeance"] == ["Choisissez un jour à venir."]


def test_seuls_ceux_qui_tiennent_la_liste_peuvent_la_mener(prison, president):
    delegue = fabrique.creer_delegue(disp=prison.disp)
    direction = fabrique.creer_direction()
    cp = creer_cp_sans_titre(prison=prison)
    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    fabrique.creer_delegue()
    fabrique.creer_compte_vp(etablissement=prison)
    assert set(tenants(prison, "VP", le=localdate())) == {president, delegue, direction}
    assert set(tenants(prison, "CP", le=localdate())) == {cp, auxilia}


def test_confier_la_recherche_previent_le_nouveau_responsable(connecte, prison, president):
    recherche = creer_recrutement(etablissement=prison, responsable=president)
    delegue = fabrique.creer_delegue(disp=prison.disp)
    envoi = {"responsable": delegue.pk, "echeance": DANS_TROIS_MOIS.isoformat(), "version_lue": 1}
    adresse = reverse("recrutement_modification", args=[recherche.pk])
    assert connecte(president).post(adresse, envoi).status_code == 302
    recherche.refresh_from_db()
    assert recherche.responsable == delegue
    assert Avis.objects.get().compte == delegue
    assert Avis.objects.get().nature == Nature.RECRUTEMENT


def test_on_ne_la_confie_pas_a_l_autre_association(connecte, prison, president):
    recherche = creer_recrutement(etablissement=prison, responsable=president)
    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    envoi = {"responsable": auxilia.pk, "echeance": DANS_TROIS_MOIS.isoformat(), "version_lue": 1}
    adresse = reverse("recrutement_modification", args=[recherche.pk])
    assert "responsable" in connecte(president).post(adresse, envoi).context["form"].errors


def test_abandonnee_elle_ne_change_plus_et_l_on_peut_en_relancer_une(connecte, prison, president):
    recherche, client = creer_recrutement(etablissement=prison), connecte(president)
    creer_candidat(recrutement=recherche)
    adresse = reverse("recrutement_abandon", args=[recherche.pk])
    assert "Abandonner" in client.get(adresse).text
    client.post(adresse, {"version_lue": 1})
    recherche.refresh_from_db()
    assert (recherche.issue, recherche.clos_le) == (Recrutement.Issue.ABANDON, localdate())
    assert client.post(adresse, {"version_lue": 2}).status_code == 404
    assert client.get(reverse("candidat_nouveau", args=[recherche.pk])).status_code == 404
    assert "Noter un candidat" not in client.get(recherche.get_absolute_url()).text
    lancer(client, prison, responsable=president)
    assert Recrutement.objects.ouverts().count() == 1


def test_un_candidat_avance_d_un_geste_et_deux_fois_un_seul_effet(connecte, prison, president):
    candidat = creer_candidat(recrutement=creer_recrutement(etablissement=prison))
    adresse = reverse("candidat_etape", args=[candidat.pk])
    for _ in range(2):
        connecte(president).post(adresse, {"etape": "entretien", "version": 1})
    candidat.refresh_from_db()
    assert (candidat.etape, candidat.depuis_le) == ("entretien", localdate())
    page = connecte(president).post(adresse, {"etape": "renonce", "version": 1}, follow=True)
    assert "vient de changer" in page.text
    candidat.refresh_from_db()
    assert (candidat.etape, candidat.version) == ("entretien", 2)


def test_la_meme_personne_n_est_notee_qu_une_fois(connecte, prison, president):
    recherche = creer_recrutement(etablissement=prison)
    adresse = reverse("candidat_nouveau", args=[recherche.pk])
    for nom in ("Élise Roux", "elise  roux"):
        reponse = connecte(president).post(adresse, {"nom": nom, "etape": "contact"})
    assert "déjà notée" in reponse.text
    assert Candidat.objects.count() == 1


def test_les_noms_des_candidats_restent_a_ceux_qui_tiennent_la_liste(connecte, prison, president):
    recherche = creer_recrutement(etablissement=prison, responsable=president)
    creer_candidat(recrutement=recherche, nom="Simone Aubert")
    adresse = recherche.get_absolute_url()
    for compte in (president, fabrique.creer_direction(), fabrique.creer_delegue(disp=prison.disp)):
        assert "Simone Aubert" in connecte(compte).get(adresse).text
    for compte in (
        fabrique.creer_direction(association=Association.AUXILIA),
        fabrique.creer_delegue(association=Association.AUXILIA, disp=prison.disp),
        creer_cp_sans_titre(prison=prison),
        fabrique.creer_delegue(),
    ):
        assert connecte(compte).get(adresse).status_code == 404
    export = connecte(president).get(reverse("recrutements_export", args=["csv"]))
    assert prison.nom in export.content.decode()
    assert "Aubert" not in export.content.decode()


def test_qui_a_quitte_sa_section_ne_voit_plus_ses_candidats(connecte, prison, president):
    recherche = creer_recrutement(etablissement=prison, responsable=president)
    fabrique.changer(president.benevole.mandats, fin=localdate() - dt.timedelta(days=1))
    assert not Recrutement.objects.visibles_par(type(president).objects.get(pk=president.pk))
    assert recherche.est_ouvert


def test_a_faire_dit_les_retards_et_les_candidats_sans_nouvelle(prison, president):
    recherche = creer_recrutement(etablissement=prison, responsable=president, depuis=100, pour=-1)
    creer_candidat(recrutement=recherche, depuis=31)
    creer_candidat(recrutement=recherche, nom="Paul", etape="renonce", depuis=90)
    creer_candidat(recrutement=recherche, nom="Anne", depuis=3)
    retard, attente = attendus(president, le=localdate())
    assert retard.phrase.startswith("Recherche en retard")
    assert attente.phrase.startswith("Un candidat sans nouvelle depuis 30 jours")
    assert attendus(fabrique.creer_direction(), le=localdate()) == []


def test_la_liste_filtre_et_dit_le_delai_moyen(connecte, president, prison):
    jour = localdate()
    for duree in (40, 60):
        creer_recrutement(
            etablissement=prison, depuis=duree, clos_le=jour, issue=Recrutement.Issue.POURVU
        )
    creer_recrutement(etablissement=prison, depuis=9, clos_le=jour, issue=Recrutement.Issue.ABANDON)
    tard = creer_recrutement(etablissement=prison, responsable=president, pour=-2)
    client = connecte(president)

    def liste(**filtre):
        contexte = client.get(reverse("recrutements"), filtre).context
        return {r.record.pk for r in contexte["table"].rows}, contexte["delais"]

    assert liste() == ({tard.pk}, (2, 50))
    assert len(liste(etat="closes")[0]) == 3
    assert len(liste(etat="toutes", sort="etablissement")[0]) == 4
    assert liste(etat="retard", miennes="on") == ({tard.pk}, (0, None))
    assert liste(fonction="CP")[0] == set()


def test_la_base_refuse_deux_recherches_ouvertes_et_une_cloture_sans_issue(prison):
    creer_recrutement(etablissement=prison)
    for champs in ({}, {"clos_le": localdate()}, {"issue": "pourvu"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            creer_recrutement(etablissement=prison, **champs)
    creer_recrutement(etablissement=prison, fonction="CP")
    creer_recrutement(etablissement=prison, clos_le=localdate(), issue="pourvu")


@pytest.mark.parametrize("page", ["recrutements", "recensement", "mes_etablissements"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_manques(
    connecte, django_assert_num_queries, page
):
    section = fabrique.creer_section()
    compte = fabrique.creer_president(section=section)
    creer_recrutement(etablissement=creer_manque(section=section), responsable=compte)
    client = connecte(compte)
    client.get(reverse(page))
    with CaptureQueriesContext(connection) as lues:
        client.get(reverse(page))
    seule = len(lues)
    for _ in range(3):
        recherche = creer_recrutement(
            etablissement=creer_manque(section=section), responsable=compte
        )
        creer_candidat(recrutement=recherche)
        creer_manque(section=section)
    client.get(reverse(page))
    with django_assert_num_queries(seule):
        client.get(reverse(page))


def test_a_cote_d_un_manque_le_lien_de_qui_tient_la_liste(connecte, prison, president):
    recensement = reverse("recensement")
    lien = reverse("recrutement_nouveau", args=[prison.code, "vp"])
    lui, autre = connecte(president), connecte(fabrique.creer_delegue())
    for page in (recensement, prison.get_absolute_url(), reverse("mes_etablissements")):
        assert lien in lui.get(page).text
    assert lien not in lui.get(f"{recensement}?au=2020-01-01").text
    assert lien not in autre.get(recensement).text
    recherche = creer_recrutement(etablissement=prison, responsable=president)
    for page in (recensement, prison.get_absolute_url(), reverse("mes_etablissements")):
        assert recherche.get_absolute_url() in lui.get(page).text
    assert recherche.get_absolute_url() not in autre.get(recensement).text
