"""Les courriels : rien de personnel, un seul envoi, aucune perte ; chacun choisit les siens."""

import datetime as dt
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, connections
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django_tasks_db.models import DBTaskResult

from engagements.courriels import envoyer, message
from engagements.models import Avis, Nature, PreferenceAvis
from engagements.models.avis import SANS_OBJET
from engagements.nuit import controler_les_demandes
from engagements.resumes import preparer_les_resumes
from engagements.taches import envoyer_les_avis
from tests.ecran import texte
from tests.fabrique import creer_agent_spip, creer_compte
from tests.fabrique_demandes import creer_boite, creer_demande_au_spip, creer_demande_close

pytestmark = pytest.mark.django_db

PORT_FERME = 9


class CourrierLent(EmailBackend):
    """Le temps que les autres tâches arrivent, pendant que celle-ci envoie."""

    def send_messages(self, messages):
        time.sleep(0.3)
        return super().send_messages(messages)


def _dans(jours):
    return timezone.now() + dt.timedelta(days=jours)


def _relance(**champs):
    """(agent du SPIP, l'avis de relance qui l'attend)."""
    demande = creer_demande_au_spip(**champs)
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(_dans(7))
    return agent, Avis.objects.get(nature=Nature.RELANCE, compte=agent)


def _serveur_en_panne(settings):
    """Le vrai courrier SMTP, vers un port où rien n'écoute."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", PORT_FERME


def _serveur_retabli(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.django_db(transaction=True)
def test_le_courriel_part_par_la_file_sans_rien_de_personnel():
    agent, relance = _relance(precision="Reprendre le module.")
    demande = relance.demande
    assert mail.outbox == []  # en file : rien ne part dans la requête

    call_command("db_worker", batch=True, interval=0, verbosity=0)

    [courriel] = [m for m in mail.outbox if m.to == [agent.email]]
    entier = courriel.message().as_string() + courriel.body + str(courriel.alternatives)
    assert f"http://localhost:8000/demandes/{demande.pk}/" in courriel.body
    secrets = (demande.reference, demande.etablissement.nom, "Reprendre", agent.nom_affiche)
    assert [secret for secret in secrets if secret in entier] == []
    relance.refresh_from_db()
    assert relance.envoye_le
    assert (relance.essais, relance.erreur) == (1, "")


# L'invitation à la double adhésion a son propre courriel, et ses essais (test_double_adhesion).
@pytest.mark.parametrize("nature", [n for n in Nature if n != Nature.INCITATION])
def test_chaque_courriel_a_son_texte_et_son_html_sans_rien_d_exterieur(nature, rf):
    demande = creer_demande_au_spip()
    compte = creer_compte()
    avis = Avis(
        pk=1, demande=demande, compte=compte, adresse=compte.email, nature=nature, cree_le=_dans(0)
    )
    if nature in SANS_OBJET:
        avis.demande = None

    courriel = message(avis)

    [(html, mime)] = courriel.alternatives
    assert mime == "text/html"
    liens = {Nature.RESUME: "/demandes/", Nature.ECARTE: "/", Nature.RAPPEL: "/a-faire/"}
    liens[Nature.EFFACEMENT] = "/mes-donnees/"
    lien = liens.get(nature, f"/demandes/{demande.pk}/")
    for corps in (courriel.body, html):
        assert f"http://localhost:8000{lien}" in corps
        reglable = nature != Nature.EFFACEMENT  # un droit : aucun réglage ne le retient
        assert ("http://localhost:8000/mes-avis/" in corps) == reglable
        assert demande.etablissement.nom not in corps
    assert not {"<img", "<link", "<script", "src=", "@import"} & set(html.split())
    assert html.count("http") == 1 + reglable
    assert courriel.extra_headers["Auto-Submitted"] == "auto-generated"


def test_la_boite_commune_n_a_pas_de_reglages_a_choisir():
    demande = creer_demande_au_spip()
    creer_boite(spip=demande.etablissement.spip, courriel="service@exemple.test")
    controler_les_demandes(_dans(7))
    courriel = message(Avis.objects.get(nature=Nature.RELANCE, adresse="service@exemple.test"))
    assert "mes-avis" not in courriel.body + str(courriel.alternatives)


def test_l_adresse_ne_se_lit_pas_dans_la_file_des_taches():
    agent, relance = _relance()
    assert agent.email not in relance.cle
    envoyer_les_avis.enqueue([relance.cle])
    assert agent.email not in str(DBTaskResult.objects.values_list("args_kwargs", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fois", [2, 4])
def test_plusieurs_taches_au_meme_instant_n_envoient_qu_une_fois(settings, fois):
    agent, relance = _relance()
    settings.EMAIL_BACKEND = f"{__name__}.CourrierLent"
    depart = threading.Barrier(fois)

    def tache(_):
        connection.ensure_connection()
        depart.wait()
        try:
            return envoyer([relance.cle])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(fois) as fils:
        partis = list(fils.map(tache, range(fois)))

    assert sum(partis) == 1
    assert [m.to for m in mail.outbox] == [[agent.email]]
    relance.refresh_from_db()
    assert relance.essais == 1


def test_un_serveur_de_courrier_en_panne_se_note_et_se_reprend(settings):
    _, relance = _relance()
    _serveur_en_panne(settings)

    assert envoyer([relance.cle]) == 0
    relance.refresh_from_db()
    assert (relance.essais, relance.erreur) == (1, "ConnectionRefusedError")
    assert relance.envoye_le is None

    _serveur_retabli(settings)
    assert envoyer([relance.cle]) == 1
    assert envoyer([relance.cle]) == 0


def test_apres_un_echec_la_tache_se_reporte_de_plus_en_plus_loin(settings):
    _, relance = _relance()
    DBTaskResult.objects.all().delete()
    _serveur_en_panne(settings)

    envoyer_les_avis.call([relance.cle])
    suivante = DBTaskResult.objects.get()
    assert suivante.args_kwargs == {"args": [[relance.cle]], "kwargs": {"essai": 2}}
    assert dt.timedelta(minutes=14) < suivante.run_after - timezone.now() < dt.timedelta(minutes=16)

    envoyer_les_avis.call([relance.cle], essai=4)
    derniere = DBTaskResult.objects.exclude(pk=suivante.pk).get()
    assert derniere.run_after - timezone.now() > dt.timedelta(hours=15)


def test_au_dernier_essai_on_cesse_et_l_echec_reste_ecrit(settings):
    _, relance = _relance()
    DBTaskResult.objects.all().delete()
    _serveur_en_panne(settings)
    for essai in range(Avis.ESSAIS + 2):
        envoyer_les_avis.call([relance.cle], essai=essai + 1)

    relance.refresh_from_db()
    assert (relance.essais, relance.erreur) == (Avis.ESSAIS, "ConnectionRefusedError")
    assert DBTaskResult.objects.count() == Avis.ESSAIS - 1


def test_une_adresse_impossible_n_empeche_pas_les_suivantes(settings):
    _, bonne = _relance()
    _, mauvaise = _relance()
    Avis.objects.filter(pk=mauvaise.pk).update(adresse="sans\nrien@exemple.test")

    assert envoyer([mauvaise.cle, bonne.cle]) == 1

    mauvaise.refresh_from_db()
    assert mauvaise.erreur == "BadHeaderError"


@pytest.mark.django_db(transaction=True)
def test_une_panne_du_courrier_ne_casse_pas_la_page_en_demonstration(settings, connecte):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    _serveur_en_panne(settings)

    reponse = connecte(agent).post(
        reverse("demande_etape", args=[demande.pk, "avaliser"]), {"version": demande.version}
    )

    assert reponse.status_code == 302
    [avis] = demande.avis.filter(nature=Nature.REPONSE, compte=demande.cree_par)
    assert (avis.envoye_le, avis.erreur) == (None, "ConnectionRefusedError")
    assert envoyer_les_avis.enqueue([avis.cle]).status == "SUCCESSFUL"  # rien à reporter, ici


@pytest.mark.django_db(transaction=True)
def test_un_avis_dont_la_tache_s_est_perdue_repart_la_nuit_suivante():
    _, relance = _relance()
    DBTaskResult.objects.update(status="RUNNING")  # un ouvrier tué net les laisse ainsi
    Avis.objects.filter(pk=relance.pk).update(cree_le=_dans(-1), commence_le=_dans(-1), essais=1)

    call_command("taches_quotidiennes", verbosity=0)
    call_command("db_worker", batch=True, interval=0, verbosity=0)

    relance.refresh_from_db()
    assert (bool(relance.envoye_le), relance.essais) == (True, 2)


def _lundi():
    """Lundi prochain, à midi."""
    jour = localdate() + dt.timedelta(days=7 - localdate().weekday())
    return timezone.make_aware(dt.datetime.combine(jour, dt.time(12)))


def test_le_resume_de_la_semaine_compte_et_ne_part_qu_une_fois():
    demande = creer_demande_close()
    suivis = Avis.objects.filter(nature=Nature.SUIVI, rythme=Avis.Rythme.RESUME)
    nombre = suivis.values("compte").distinct().count()

    assert preparer_les_resumes(timezone.now()) == Counter()
    assert preparer_les_resumes(_lundi())["resumes"] == nombre > 0
    assert preparer_les_resumes(_lundi() + dt.timedelta(days=1)) == Counter()

    assert not demande.avis.filter(nature=Nature.SUIVI, resume=None).exists()
    resume = Avis.objects.filter(nature=Nature.RESUME).first()
    assert "1 nouvelle de vos demandes" in message(resume).body


def test_le_resume_du_lundi_manque_part_le_mardi():
    creer_demande_close()
    assert preparer_les_resumes(_lundi() + dt.timedelta(days=1))["resumes"] > 0


def test_sans_rien_de_nouveau_pas_de_resume():
    creer_demande_au_spip()
    Avis.objects.filter(rythme=Avis.Rythme.RESUME).delete()
    assert preparer_les_resumes(_lundi()) == Counter()


def test_qui_renonce_au_resume_ne_recoit_plus_meme_ce_qui_attendait():
    creer_demande_close()
    for avis in Avis.objects.filter(rythme=Avis.Rythme.RESUME):
        PreferenceAvis.objects.update_or_create(compte=avis.compte, defaults={"resume": False})
    assert preparer_les_resumes(_lundi()) == Counter()


@pytest.mark.parametrize(
    ("immediat", "resume", "rythme"),
    [
        (True, True, Avis.Rythme.IMMEDIAT),
        (True, False, Avis.Rythme.IMMEDIAT),
        (False, True, Avis.Rythme.RESUME),
        (False, False, Avis.Rythme.AUCUN),
    ],
)
def test_chacun_recoit_ce_qu_il_a_choisi(immediat, resume, rythme):
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    PreferenceAvis.objects.create(compte=agent, immediat=immediat, resume=resume)

    controler_les_demandes(_dans(7))

    assert Avis.objects.get(nature=Nature.RELANCE, compte=agent).rythme == rythme


def test_mes_courriels_se_reglent_et_se_retrouvent(connecte):
    compte = creer_compte()
    client = connecte(compte)
    page = client.get(reverse("mes_avis"))
    assert page.content.decode().count("checked") == 2
    assert "Mes courriels" in texte(page)

    reponse = client.post(reverse("mes_avis"), {"resume": "on"}, follow=True)

    assert "C’est enregistré." in texte(reponse)
    assert reponse.content.decode().count("checked") == 1
    sienne = PreferenceAvis.objects.get(compte=compte)
    assert (sienne.immediat, sienne.resume) == (False, True)
    client.post(reverse("mes_avis"), {"immediat": "on", "resume": "on"})
    assert PreferenceAvis.objects.filter(compte=compte, immediat=True).count() == 1
