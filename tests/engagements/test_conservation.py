"""Ce qu'on garde et ce qu'on efface : la table est entière, et la nuit la suit."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from engagements.conservation import (
    effacer_les_boites,
    effacer_les_resumes,
    effacer_les_taches,
    effacer_les_traces,
    reduire_les_demandes,
)
from engagements.models import (
    Avis,
    BoiteSpip,
    DemandeVisite,
    Nature,
    Proposition,
    Trace,
    Transmission,
    Visite,
)
from engagements.taches import envoyer_les_avis
from partenariat.conservation import CONSERVATION, limite
from tests.fabrique import creer_agent_spip, creer_compte, creer_spip
from tests.fabrique_demandes import (
    avancer,
    creer_boite,
    creer_demande_au_spip,
    creer_demande_avalisee,
    creer_demande_close,
)

pytestmark = pytest.mark.django_db


def _dans(jours):
    return timezone.now() + dt.timedelta(days=jours)


def test_chaque_modele_des_engagements_a_sa_duree():
    siens = {modele._meta.label for modele in apps.get_app_config("engagements").get_models()}
    assert siens <= set(CONSERVATION)
    assert [nom for nom in CONSERVATION if apps.get_model(nom) is None] == []


def test_la_limite_est_un_minuit_de_paris_meme_l_annee_ou_l_heure_change_ce_jour_la():
    # Le 29 mars 2026 à 12 h, il est passé à l'heure d'été ; le 29 mars 2025, pas encore.
    midi = dt.datetime(2026, 3, 29, 10, tzinfo=dt.UTC)
    assert limite("engagements.Trace", midi) == dt.datetime(2025, 3, 28, 23, tzinfo=dt.UTC)
    assert limite("engagements.Trace", midi) <= midi - dt.timedelta(days=365)


def test_une_demande_close_depuis_plus_d_un_mois_n_a_plus_que_des_nombres():
    demande = creer_demande_avalisee()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    Transmission.objects.update(repondue_par=agent)
    avancer(demande, "rencontrer", jour=localdate(), bilan="utile", texte="Tout va bien.")
    avancer(demande, "clore", issue=DemandeVisite.Issue.RENCONTRE)

    assert reduire_les_demandes(_dans(25)) == Counter()
    assert reduire_les_demandes(_dans(40)) == Counter(reductions=1)
    assert reduire_les_demandes(_dans(40)) == Counter()

    relue = DemandeVisite.objects.get()
    assert (relue.reference, relue.precision, relue.accord_apprenant_le) == ("", "", None)
    assert (relue.cree_par, relue.modifie_par) == (None, None)
    assert relue.issue == DemandeVisite.Issue.RENCONTRE
    assert Proposition.objects.get().benevole is None
    assert Transmission.objects.get().repondue_par is None
    assert (Visite.objects.get().texte, Visite.objects.get().bilan) == ("", "utile")
    assert not Avis.objects.exists()


def test_une_demande_ouverte_ne_se_reduit_jamais():
    demande = creer_demande_au_spip()
    assert reduire_les_demandes(_dans(2000)) == Counter()
    assert DemandeVisite.objects.get().reference == demande.reference


def test_la_page_d_une_demande_reduite_s_affiche_encore(connecte):
    demande = creer_demande_close()
    direction = demande.cree_par
    reduire_les_demandes(_dans(40))
    page = connecte(direction).get(demande.get_absolute_url()).content.decode()
    assert "il n’en reste que des dates et des nombres" in page
    assert demande.reference not in page


def test_le_journal_s_efface_apres_un_an_et_la_base_garde_le_reste():
    demande = creer_demande_au_spip()
    recentes = Trace.objects.count()
    for jours in (364, 380):
        Trace(demande=demande, le=_dans(-jours), nom="N", role="AUXILIA", quoi="export").save()

    assert effacer_les_traces(timezone.now())["traces_effacees"] == 1
    assert Trace.objects.count() == recentes + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Trace.objects.all().delete()


def test_un_resume_s_efface_quand_plus_aucun_avis_n_en_depend():
    demande = creer_demande_au_spip()
    compte = creer_compte()
    resume = Avis.objects.create(
        compte=compte, adresse=compte.email, nature=Nature.RESUME, cle="r", cree_le=_dans(-60)
    )
    avis = demande.avis.create(
        adresse=compte.email, nature=Nature.SUIVI, cle="s", cree_le=_dans(-70), resume=resume
    )

    assert effacer_les_resumes(timezone.now())["resumes_effaces"] == 0
    avis.delete()
    assert effacer_les_resumes(timezone.now())["resumes_effaces"] == 1


def test_une_boite_finie_depuis_un_an_s_efface():
    spip = creer_spip()
    gardee = creer_boite(spip=spip, debut=localdate() - dt.timedelta(days=900))
    finie = creer_boite(spip=spip, debut=localdate() - dt.timedelta(days=900))
    BoiteSpip.objects.filter(pk=finie.pk).update(fin=localdate() - dt.timedelta(days=400))

    assert effacer_les_boites(timezone.now())["boites_effacees"] == 1
    assert list(BoiteSpip.objects.all()) == [gardee]


@pytest.mark.django_db(transaction=True)
def test_les_taches_finies_s_effacent_apres_un_mois_et_celles_d_un_ouvrier_tue_aussi():
    for _ in range(3):
        envoyer_les_avis.enqueue([])
    call_command("db_worker", batch=True, max_tasks=2, interval=0, verbosity=0)
    finie, perdue = DBTaskResult.objects.filter(status="SUCCESSFUL")
    DBTaskResult.objects.filter(pk=finie.pk).update(finished_at=_dans(-40))
    DBTaskResult.objects.filter(pk=perdue.pk).update(
        status="RUNNING", started_at=_dans(-40), finished_at=None
    )

    assert effacer_les_taches(timezone.now())["taches_effacees"] == 2
    assert DBTaskResult.objects.get().status == "READY"


def test_la_commande_de_nuit_applique_la_table(capsys):
    demande = creer_demande_close()
    passe = _dans(-45)
    DemandeVisite.objects.filter(pk=demande.pk).update(
        cree_le=passe, soumise_le=passe, close_le=passe
    )
    call_command("taches_quotidiennes")
    assert "demandes réduites à leurs nombres : 1" in capsys.readouterr().out
    assert DemandeVisite.objects.get().reference == ""


def test_la_commande_de_nuit_passe_aussi_en_demonstration_sans_file(settings, capsys):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    creer_demande_au_spip()
    call_command("taches_quotidiennes")
    assert "pannes : 0" in capsys.readouterr().out
