"""L'état du système : ce que lit l'administration, et Prometheus ; et quand l'alerte part."""

import dataclasses
import datetime as dt
import io
import re

import pytest
import yaml
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django.asserts import assertContains

from engagements.models import Avis
from partenariat.models import Passage
from suivi.etat import constats as seuils
from suivi.etat.constats import Niveau, constats
from suivi.etat.mesures import Archivage, mesurer
from suivi.etat.metriques import texte_des_metriques
from tests import fabrique

pytestmark = pytest.mark.django_db
MAINTENANT = timezone.now()
HEURE = dt.timedelta(hours=1)


def _niveaux(maintenant=MAINTENANT):
    return {constat.sujet: constat.niveau for constat in constats(mesurer(maintenant))}


def _tache(statut, *, il_y_a, pas_avant=None):
    tache = DBTaskResult.objects.create(
        status=statut,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="engagements.taches.envoyer_les_avis",
        backend_name="default",
        run_after=pas_avant or dt.datetime(9999, 1, 1, tzinfo=dt.UTC),
        finished_at=MAINTENANT - il_y_a if statut == TaskResultStatus.FAILED else None,
        worker_ids=[],
        exception_class_path="",
        traceback="",
    )
    DBTaskResult.objects.filter(pk=tache.pk).update(enqueued_at=MAINTENANT - il_y_a)


@pytest.mark.parametrize("travail", ["sauvegarde", "nuit"])
@pytest.mark.parametrize(
    ("age", "reussi", "attendu"),
    [
        (25 * HEURE, True, Niveau.BON),
        (27 * HEURE, True, Niveau.AGIR),
        (1 * HEURE, False, Niveau.AGIR),  # jamais réussi
    ],
)
def test_un_travail_regulier_est_en_retard_apres_vingt_six_heures(
    settings, travail, age, reussi, attendu
):
    settings.SAUVEGARDES_CLE, settings.SAUVEGARDES_COPIE = "age1essai", "/mnt/copie"
    Passage.noter(travail, le=MAINTENANT - age, reussi=reussi)

    sujet = {"nuit": "Travail de nuit", "sauvegarde": "Sauvegarde"}[travail]
    assert _niveaux()[sujet] == attendu


def test_une_sauvegarde_sans_copie_ailleurs_se_surveille():
    Passage.noter("sauvegarde", le=MAINTENANT - HEURE, reussi=True)

    assert _niveaux()["Sauvegarde"] == Niveau.SURVEILLER


@pytest.mark.parametrize(
    ("allume", "dernier", "echec", "niveau"),
    [
        (False, None, None, Niveau.BON),
        (True, None, None, Niveau.BON),  # rien à copier encore
        (True, MAINTENANT, MAINTENANT - HEURE, Niveau.BON),  # remis depuis
        (True, MAINTENANT - HEURE, MAINTENANT, Niveau.AGIR),
        (True, None, MAINTENANT, Niveau.AGIR),
    ],
)
def test_un_archivage_qui_echoue_se_voit_avant_que_le_disque_soit_plein(
    allume, dernier, echec, niveau
):
    archivage = Archivage(allume=allume, dernier=dernier, echec=echec)
    mesures = dataclasses.replace(mesurer(MAINTENANT), archivage=archivage)

    [constat] = (c for c in constats(mesures) if c.sujet == "Archivage continu")
    assert constat.niveau == niveau
    jauge = f"partenariat_archivage_en_echec {float(niveau == Niveau.AGIR)}"
    assert (jauge in texte_des_metriques(mesures).decode()) == allume


def test_un_echec_recent_se_surveille_sans_effacer_la_derniere_reussite():
    Passage.noter("nuit", le=MAINTENANT - 20 * HEURE, reussi=True)
    Passage.noter("nuit", le=MAINTENANT - HEURE, reussi=False, detail="2 pannes")

    assert _niveaux()["Travail de nuit"] == Niveau.SURVEILLER
    assert mesurer(MAINTENANT).age("nuit") == 20 * HEURE


def test_la_nuit_note_son_passage():
    call_command("taches_quotidiennes", stdout=io.StringIO())

    assert Passage.objects.get(travail="nuit").a_reussi


def test_une_tache_qui_attend_se_voit_et_celle_remise_a_plus_tard_non():
    assert _niveaux()["File des tâches"] == Niveau.BON
    _tache(TaskResultStatus.READY, il_y_a=5 * HEURE, pas_avant=MAINTENANT + HEURE)
    _tache(TaskResultStatus.READY, il_y_a=5 * HEURE, pas_avant=MAINTENANT - HEURE / 60)
    assert _niveaux()["File des tâches"] == Niveau.BON
    _tache(TaskResultStatus.FAILED, il_y_a=HEURE)
    assert _niveaux()["File des tâches"] == Niveau.SURVEILLER
    _tache(TaskResultStatus.READY, il_y_a=HEURE)
    assert _niveaux()["File des tâches"] == Niveau.AGIR


def test_un_courriel_qui_ne_part_pas_se_voit_et_l_absence_de_serveur_aussi(settings):
    assert _niveaux()["Courriels"] == Niveau.AGIR  # les essais n'ont pas de serveur de courrier
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert _niveaux()["Courriels"] == Niveau.BON

    avis = Avis.objects.create(
        compte=fabrique.creer_direction(),
        adresse="a@exemple.invalid",
        nature="rappel",
        rythme="immediat",
        cle="essai",
        cree_le=MAINTENANT - 2 * HEURE,
    )
    assert _niveaux()["Courriels"] == Niveau.AGIR
    Avis.objects.filter(pk=avis.pk).update(essais=Avis.ESSAIS)
    assert _niveaux()["Courriels"] == Niveau.SURVEILLER


def test_une_boite_des_retours_qui_ne_se_releve_pas_se_voit(settings):
    assert _niveaux()["Courriels revenus"] == Niveau.BON
    settings.RETOURS_IMAP = "imaps://nom:secret@imap.exemple.invalid"
    assert _niveaux()["Courriels revenus"] == Niveau.SURVEILLER
    Passage.noter("retours", le=MAINTENANT, reussi=True)
    assert _niveaux()["Courriels revenus"] == Niveau.BON
    assert _niveaux(MAINTENANT + 3 * HEURE)["Courriels revenus"] == Niveau.SURVEILLER


def test_l_etat_dit_quand_la_boite_des_retours_a_ete_relevee(settings):
    settings.RETOURS_IMAP = "imaps://nom:secret@imap.exemple.invalid"

    def phrase():
        [constat] = (c for c in constats(mesurer(MAINTENANT)) if c.sujet == "Courriels revenus")
        return constat.phrase

    assert "jamais été relevée" in phrase()
    Passage.noter("retours", le=dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC), reussi=True)
    assert "relevée pour la dernière fois le 2 mars 2026" in phrase().replace("\xa0", " ")


def test_un_fichier_perdu_se_voit_et_une_base_sans_perte_non():
    assert _niveaux()["Fichiers"] == Niveau.BON
    Passage.noter("fichiers", le=MAINTENANT - HEURE, reussi=True, detail="0")
    assert _niveaux()["Fichiers"] == Niveau.BON
    Passage.noter("fichiers", le=MAINTENANT, reussi=False, detail="2")
    assert _niveaux()["Fichiers"] == Niveau.AGIR
    assert b"\npartenariat_fichiers_perdus 2.0\n" in _metriques().content


def test_la_page_dit_quoi_faire_sans_nommer_personne(connecte):
    compte = fabrique.creer_technicien()

    page = connecte(compte).get(reverse("etat_du_systeme"))

    assertContains(page, "manage.py sauvegarder")
    assertContains(page, "à réparer")


def test_le_nombre_de_lectures_ne_depend_pas_de_la_file(django_assert_num_queries):
    for nombre in (1, 30):
        for _ in range(nombre):
            _tache(TaskResultStatus.READY, il_y_a=HEURE)
        with django_assert_num_queries(6 if connection.vendor == "postgresql" else 5):
            constats(mesurer(MAINTENANT))


def _metriques(**options):
    return Client().get(reverse("metriques"), **options)


def test_les_metriques_se_lisent_de_cette_machine_ou_avec_le_jeton(settings):
    ailleurs = {"REMOTE_ADDR": "203.0.113.7"}
    jeton = {"headers": {"Authorization": "Bearer jeton-de-mesure"}}

    assert _metriques().status_code == 200
    assert _metriques(**ailleurs).status_code == 404
    assert _metriques(headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert _metriques(**ailleurs, **jeton).status_code == 404  # aucun jeton n'est réglé
    settings.METRIQUES_JETON = "jeton-de-mesure"
    assert _metriques(**ailleurs, **jeton).status_code == 200
    assert _metriques(**ailleurs, headers={"Authorization": "Bearer autre"}).status_code == 404


def _age_de_la_releve():
    trouve = re.search(
        r"^partenariat_retours_age_secondes (\S+)", _metriques().content.decode(), re.M
    )
    return float(trouve[1]) if trouve else None


def test_l_age_de_la_releve_se_publie_si_une_boite_est_reglee(settings):
    assert _age_de_la_releve() is None  # sans boîte, aucune alerte ne part
    settings.RETOURS_IMAP = "imaps://nom:secret@imap.exemple.invalid"
    assert _age_de_la_releve() > 365 * 24 * 3600  # réglée et jamais relevée : elle part
    Passage.noter("retours", le=timezone.now() - 3 * HEURE, reussi=True)
    Passage.noter("retours", le=timezone.now(), reussi=False)  # un échec ne rajeunit rien
    assert _age_de_la_releve() == pytest.approx(3 * 3600, abs=60)


def _alertes(settings):
    fichier = settings.RACINE / "partenariat" / "deploiement" / "alertes.yml"
    [groupe] = yaml.safe_load(fichier.read_text("utf-8"))["groups"]
    return {regle["alert"]: regle["expr"] for regle in groupe["rules"]}


def test_chaque_alerte_porte_sur_une_mesure_publiee(settings):
    settings.RETOURS_IMAP = "imaps://nom:secret@imap.exemple.invalid"
    Client().get(reverse("a_propos"))
    publiees = set(re.findall(r"^(partenariat_\w+)", _metriques().content.decode(), re.MULTILINE))
    publiees.add("partenariat_archivage_en_echec")  # sur un PostgreSQL qui archive

    citees = set(re.findall(r"partenariat_\w+", " ".join(_alertes(settings).values())))
    assert citees - publiees == set()


def test_les_seuils_des_alertes_sont_ceux_de_la_page(settings):
    limites = {nom: float(expr.rsplit(maxsplit=1)[1]) for nom, expr in _alertes(settings).items()}

    assert limites["SauvegardeTropVieille"] == seuils.AGE_DE_LA_SAUVEGARDE.total_seconds()
    assert limites["NuitManquee"] == seuils.AGE_DE_LA_NUIT.total_seconds()
    assert limites["RetoursNonReleves"] == seuils.AGE_DES_RETOURS.total_seconds()
    assert limites["FileArretee"] == seuils.ATTENTE_DE_LA_FILE.total_seconds()
    assert limites["BaseLente"] * 1000 == seuils.BASE_LENTE_MS
    assert (limites["DisqueBas"], limites["DisquePlein"]) == (
        seuils.DISQUE_BAS,
        seuils.DISQUE_PLEIN,
    )
