"""La nuit : elle constate, relance, prévient, fait expirer ; jamais elle n'approuve."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.models import Habilitation
from engagements.demandes.chemin import lire
from engagements.models import (
    Avis,
    DemandeVisite,
    Etat,
    Nature,
    Proposition,
    Transmission,
)
from engagements.nuit import controler_les_demandes
from etablissements.models import Etablissement
from partenariat.interdits import Interdit
from partenariat.lots import un_par_un
from tests.fabrique import creer_agent_spip, creer_cp, creer_delegue, creer_suspension
from tests.fabrique_demandes import (
    avancer,
    creer_boite,
    creer_demande,
    creer_demande_au_spip,
    creer_demande_chez_le_visiteur,
    creer_demande_soumise,
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


def test_un_brouillon_oublie_expire_sept_jours_apres_le_preavis():
    demande = creer_demande()
    for jour in (22, 23, 29):
        controler_les_demandes(_dans(jour))
    assert _avis(Nature.PREAVIS).get().compte == demande.cree_par
    assert _relire(demande).etat == Etat.BROUILLON

    controler_les_demandes(_dans(30))
    assert _relire(demande).issue == DemandeVisite.Issue.EXPIREE


def test_apres_une_longue_panne_de_la_nuit_rien_n_expire_sans_preavis():
    demande = creer_demande_soumise()
    assert controler_les_demandes(_dans(200))["expirations"] == 0
    assert controler_les_demandes(_dans(206))["expirations"] == 0
    assert controler_les_demandes(_dans(207))["expirations"] == 1
    assert _relire(demande).issue == DemandeVisite.Issue.EXPIREE


def test_un_geste_apres_le_preavis_fait_repartir_le_delai():
    demande = creer_demande_au_spip()
    controler_les_demandes(_dans(113))
    assert _avis(Nature.PREAVIS).exists()
    avancer(demande, "renvoyer")
    DemandeVisite.objects.update(modifie_le=_dans(115))  # le SPIP a répondu ce jour-là

    assert controler_les_demandes(_dans(121))["expirations"] == 0
    assert _relire(demande).etat == Etat.A_COMPLETER


def test_quand_il_n_y_a_plus_personne_a_prevenir_la_demande_expire_quand_meme():
    demande = creer_demande()
    demande.cree_par.is_active = False
    demande.cree_par.save()
    assert controler_les_demandes(_dans(29))["expirations"] == 0
    assert controler_les_demandes(_dans(30))["expirations"] == 1


def test_la_commande_dit_ce_qu_elle_a_fait_et_peut_passer_deux_fois(capsys):
    creer_demande_au_spip()
    call_command("taches_quotidiennes")
    call_command("taches_quotidiennes")
    assert "relances au SPIP : 0" in capsys.readouterr().out


def test_un_report_fait_repartir_les_relances():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(_dans(8))
    assert _avis(Nature.RELANCE).filter(compte=agent).count() == 1

    avancer(demande, "differer")
    Transmission.objects.filter(repondue_le=None).update(transmise_le=_dans(10))
    assert controler_les_demandes(_dans(16))["relances"] == 0
    assert controler_les_demandes(_dans(17))["relances"] == 1


def test_apres_une_panne_une_seule_relance_la_plus_haute():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    controler_les_demandes(_dans(23))
    assert _avis(Nature.RELANCE).filter(compte=agent).count() == 1
    assert controler_les_demandes(_dans(24))["relances"] == 0


def test_un_etablissement_qui_ferme_se_dit_une_fois_et_arrete_les_relances():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    Etablissement.objects.filter(pk=demande.etablissement_id).update(ferme_le=localdate())

    assert controler_les_demandes(_dans(8))["fermetures"] == 1
    assert controler_les_demandes(_dans(28))["fermetures"] == 0

    prevenus = {a.compte for a in _avis(Nature.FERMETURE)}
    assert {agent, demande.cree_par} <= prevenus
    assert not Avis.objects.filter(nature__in=[Nature.RELANCE, Nature.ESCALADE]).exists()
    assert _relire(demande).etat == Etat.AU_SPIP


def test_un_cp_auxilia_qui_repart_et_un_autre_qui_arrive_se_disent_deux_fois():
    demande = creer_demande_au_spip()
    premier = creer_cp(etablissement=demande.etablissement, debut=localdate())
    assert controler_les_demandes(_dans(0))["passations"] == 1
    premier.fin = localdate() + dt.timedelta(days=1)
    premier.motif_fin = premier.MotifFin.CHANGEMENT
    premier.save()
    creer_cp(etablissement=demande.etablissement, debut=localdate() + dt.timedelta(days=3))

    assert [controler_les_demandes(_dans(j))["passations"] for j in (2, 3, 4)] == [0, 1, 0]


def test_le_spip_saisi_sait_que_le_visiteur_ne_viendra_plus():
    demande = creer_demande_au_spip()
    agent = creer_agent_spip(spip=demande.etablissement.spip)
    creer_suspension(
        habilitation=Habilitation.objects.get(benevole=demande.visiteur), debut=localdate()
    )
    controler_les_demandes(timezone.now())
    assert _avis(Nature.VISITEUR).filter(compte=agent).count() == 1


def test_une_panne_sur_une_demande_n_arrete_pas_les_autres_et_la_commande_sort_en_erreur(
    capsys, caplog
):
    cassee, saine = creer_demande_au_spip(), creer_demande_au_spip()
    for demande in (cassee, saine):
        creer_cp(etablissement=demande.etablissement, debut=localdate())
    _refuser_les_avis_de(cassee)

    with pytest.raises(CommandError):
        call_command("taches_quotidiennes")

    assert "pannes : 1" in capsys.readouterr().out
    assert saine.avis.filter(nature=Nature.CP_ARRIVE).exists()
    assert not cassee.avis.filter(nature=Nature.CP_ARRIVE).exists()
    assert cassee.reference not in caplog.text


def test_le_journal_d_une_panne_ne_recopie_pas_la_ligne_refusee(caplog):
    """PostgreSQL cite la ligne entière dans son message."""
    demande = creer_demande()

    def clore_sans_issue(pk):
        return [DemandeVisite.objects.filter(pk=pk).update(close_le=timezone.now())]

    assert un_par_un([demande.pk], clore_sans_issue) == Counter(pannes=1)
    assert "IntegrityError" in caplog.text
    assert "clore_sans_issue" in caplog.text
    assert demande.reference not in caplog.text


def _refuser_les_avis_de(demande):
    """La base elle-même refuse désormais d'écrire un avis de cette demande."""
    interdit = Interdit(
        name="essai_panne", evenements=["INSERT"], quand=f"NEW.demande_id = {demande.pk}"
    )
    with connection.cursor() as curseur:
        for ordre in interdit.ordres(Avis._meta.db_table, connection.vendor):
            curseur.execute(ordre)
