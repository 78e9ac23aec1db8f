"""La nuit : elle constate, relance, prévient, fait expirer ; jamais elle n'approuve."""

import datetime as dt
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Habilitation
from engagements.courriels import envoyer
from engagements.demandes.chemin import lire
from engagements.models import (
    Avis,
    DemandeVisite,
    Etat,
    Nature,
    PreferenceAvis,
    Proposition,
    Transmission,
)
from engagements.nuit import controler_les_demandes
from engagements.resumes import preparer_les_resumes
from tests.fabrique import creer_agent_spip, creer_cp, creer_delegue, creer_suspension
from tests.fabrique_demandes import (
    avancer,
    creer_boite,
    creer_demande,
    creer_demande_au_spip,
    creer_demande_chez_le_visiteur,
    creer_demande_close,
)

pytestmark = pytest.mark.django_db


def _dans(jours):
    return timezone.now() + dt.timedelta(days=jours)


def _relire(demande):
    return lire(demande.pk, le=localdate())


def _avis(nature):
    return Avis.objects.filter(nature=nature)


def test_l_agrement_suspendu_rend_la_demande_a_la_section():
    demande = creer_demande_au_spip()
    creer_suspension(
        habilitation=Habilitation.objects.get(benevole=demande.visiteur), debut=localdate()
    )

    assert controler_les_demandes(timezone.now())["visiteurs_perdus"] == 1
    assert controler_les_demandes(timezone.now())["visiteurs_perdus"] == 0

    assert _relire(demande).etat == Etat.A_PROPOSER
    assert Proposition.objects.get().cause == Proposition.Cause.AGREMENT
    assert _avis(Nature.VISITEUR).exists()


def test_un_visiteur_qui_ne_repond_pas_laisse_la_place():
    demande = creer_demande_chez_le_visiteur()
    assert controler_les_demandes(_dans(20))["visiteurs_perdus"] == 0
    assert controler_les_demandes(_dans(21))["visiteurs_perdus"] == 1
    assert _relire(demande).etat == Etat.A_PROPOSER


@pytest.mark.parametrize(("jours", "attendues"), [(6, 0), (7, 1), (13, 1), (14, 2), (21, 3)])
def test_le_service_est_relance_a_7_14_et_21_jours(jours, attendues):
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    creer_boite(spip=demande.etablissement.spip, courriel="service@exemple.test")
    for jour in range(jours + 1):
        controler_les_demandes(_dans(jour))
        controler_les_demandes(_dans(jour))

    assert _avis(Nature.RELANCE).filter(compte=agent).count() == attendues
    assert _avis(Nature.RELANCE).filter(adresse="service@exemple.test").count() == attendues


def test_a_28_jours_les_contacts_des_deux_associations_le_savent_une_fois():
    demande = creer_demande_au_spip()
    delegue = creer_delegue(disp=demande.etablissement.disp)
    controler_les_demandes(_dans(28))
    controler_les_demandes(_dans(29))

    escalade = _avis(Nature.ESCALADE)
    assert {a.compte for a in escalade} == {delegue, demande.cree_par}
    assert _relire(demande).etat == Etat.AU_SPIP


def test_le_silence_du_spip_n_approuve_jamais_la_demande_expire():
    demande = creer_demande_au_spip()
    for jour in (113, 119, 120, 200):
        controler_les_demandes(_dans(jour))

    relue = _relire(demande)
    assert (relue.etat, relue.issue) == (Etat.CLOSE, DemandeVisite.Issue.EXPIREE)
    assert not Transmission.objects.exclude(reponse="").exists()
    assert _avis(Nature.PREAVIS).exists()


def test_un_cp_auxilia_arrive_chacun_le_sait_une_fois_et_l_aval_n_est_plus_possible(connecte):
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    creer_cp(etablissement=demande.etablissement, debut=localdate())

    assert controler_les_demandes(timezone.now())["passations"] == 1
    assert controler_les_demandes(timezone.now())["passations"] == 0
    assert _avis(Nature.CP_ARRIVE).filter(compte=agent).count() == 1

    page = connecte(agent).post(f"/demandes/{demande.pk}/avaliser/", {"version": demande.version})
    assert "Un CP Auxilia intervient dans cet établissement" in page.content.decode()
    assert _relire(demande).etat == Etat.AU_SPIP

    close = avancer(demande, "clore", issue=DemandeVisite.Issue.PASSATION)
    assert close.issue == "passation"


def test_un_brouillon_oublie_expire():
    demande = creer_demande()
    controler_les_demandes(_dans(31))
    assert _relire(demande).issue == DemandeVisite.Issue.EXPIREE


def test_la_commande_dit_ce_qu_elle_a_fait_et_peut_passer_deux_fois(capsys):
    creer_demande_au_spip()
    call_command("taches_quotidiennes")
    call_command("taches_quotidiennes")
    assert "relances au SPIP : 0" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_deux_nuits_au_meme_instant_n_avisent_qu_une_fois():
    demande = creer_demande_au_spip()
    creer_agent_spip(spip=demande.etablissement.spip)
    depart = threading.Barrier(2)

    def nuit():
        depart.wait()
        try:
            controler_les_demandes(_dans(8))
        finally:
            connections.close_all()

    fils = [threading.Thread(target=nuit) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert _avis(Nature.RELANCE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_le_courriel_part_par_la_file_sans_rien_de_personnel():
    demande = creer_demande_au_spip(precision="Reprendre le module.")
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(_dans(7))
    assert mail.outbox == []  # en file : rien ne part dans la requête

    call_command("db_worker", batch=True, interval=0, verbosity=0)

    [courriel] = [m for m in mail.outbox if m.to == [agent.email]]
    corps = courriel.body + str(courriel.alternatives)
    assert f"/demandes/{demande.pk}/" in corps
    for secret in (demande.reference, demande.etablissement.nom, "Reprendre", agent.nom_affiche):
        assert secret not in corps
    assert _avis(Nature.RELANCE).get(compte=agent).envoye_le


def test_un_serveur_de_courrier_en_panne_se_note_et_se_reprend(settings):
    demande = creer_demande_au_spip()
    creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(_dans(7))
    [relance] = _avis(Nature.RELANCE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert envoyer([relance.cle]) == 0
    relance.refresh_from_db()
    assert (relance.essais, relance.erreur, relance.envoye_le) == (
        1,
        "ConnectionRefusedError",
        None,
    )

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert envoyer([relance.cle]) == 1
    assert envoyer([relance.cle]) == 0


def test_le_resume_de_la_semaine_compte_et_ne_part_qu_une_fois():
    demande = creer_demande_close()
    section = Avis.objects.filter(nature=Nature.SUIVI)
    section.update(rythme=Avis.Rythme.RESUME)
    lundi = localdate() + dt.timedelta(days=7 - localdate().weekday())
    nombre = section.values("compte").distinct().count()

    assert preparer_les_resumes(localdate(), timezone.now()) == 0
    assert preparer_les_resumes(lundi, timezone.now()) == nombre > 0
    assert preparer_les_resumes(lundi + dt.timedelta(days=1), timezone.now()) == 0
    assert demande.avis.filter(nature=Nature.SUIVI, resume=None).count() == 0


def test_qui_ne_veut_rien_ne_recoit_rien():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    PreferenceAvis.objects.create(compte=agent, immediat=False, resume=False)
    controler_les_demandes(_dans(7))
    assert _avis(Nature.RELANCE).get(compte=agent).rythme == Avis.Rythme.AUCUN


def test_une_demande_close_depuis_plus_d_un_mois_n_a_plus_que_des_nombres():
    demande = creer_demande_close()
    passe = timezone.now() - dt.timedelta(days=45)
    DemandeVisite.objects.filter(pk=demande.pk).update(cree_le=passe, soumise_le=passe)
    DemandeVisite.objects.filter(pk=demande.pk).update(close_le=passe)

    call_command("taches_quotidiennes", verbosity=0)

    relue = DemandeVisite.objects.get()
    assert (relue.reference, relue.cree_par, relue.modifie_par) == ("", None, None)
    assert relue.issue == DemandeVisite.Issue.RETIREE
    assert not Proposition.objects.exclude(benevole=None).exists()
    assert not Avis.objects.exists()
