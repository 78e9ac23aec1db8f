"""Qui s'efface, quand, et sans qu'aucun nombre ne bouge."""

from collections import Counter

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.couverture.calcul import couvertures
from benevoles.couverture.panorama import pays
from benevoles.models import Benevole, Fonction
from engagements.adhesions.taux import evolution
from engagements.models import (
    Avis,
    Nature,
)
from etablissements.models import Etablissement
from partenariat.conservation import CONSERVATION, TABLES
from partenariat.models import Association, Utilisateur
from suivi.indicateurs.series import series
from suivi.vie_privee.nuit import (
    effacer_ce_qui_a_servi,
    effacer_les_partis,
    oublier_les_retours,
    prevenir_les_partis,
)
from tests import fabrique
from tests.fabrique_convention import charger_la_convention
from tests.suivi.departs import (
    COURRIEL,
    NOM,
    PRENOM,
    citer_partout,
    dans,
    il_y_a,
    partie,
    passer_les_nuits,
)

pytestmark = pytest.mark.django_db


def test_chaque_modele_a_sa_duree_ceux_des_bibliotheques_aussi():
    tous = {modele._meta.label for modele in apps.get_models()}
    assert tous - set(CONSERVATION) == set(), "à ajouter à partenariat/conservation.py"
    assert set(CONSERVATION) - tous == set()


def test_chaque_table_de_la_base_est_dans_la_table_des_durees():
    des_modeles = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    presentes = set(connection.introspection.table_names())
    assert presentes - des_modeles <= set(TABLES)


def test_chaque_duree_dit_pourquoi():
    assert [nom for nom, duree in CONSERVATION.items() if not all(duree[1:])] == []


def test_une_personne_partie_est_prevenue_trente_jours_avant_puis_effacee():
    benevole = partie()

    assert effacer_les_partis(timezone.now()) == Counter()
    assert prevenir_les_partis(timezone.now()) == Counter(preavis_d_effacement=1)
    assert prevenir_les_partis(timezone.now()) == Counter()
    avis = Avis.objects.get(nature=Nature.EFFACEMENT)
    assert (avis.adresse, avis.rythme) == (COURRIEL, Avis.Rythme.IMMEDIAT)
    assert effacer_les_partis(dans(29)) == Counter()
    assert effacer_les_partis(dans(30)) == Counter(fiches_effacees=1)
    assert effacer_les_partis(dans(30)) == Counter()

    benevole.refresh_from_db()
    assert str(benevole) == f"Personne effacée n° {benevole.pk}"
    assert (benevole.courriel, benevole.commune, str(benevole.telephone)) == ("", "", "")
    assert benevole.affectations.count() == benevole.adhesions.count() == 1


def test_le_preavis_ne_part_pas_avant_deux_mois_d_absence():
    partie(fin=il_y_a(50))
    assert prevenir_les_partis(timezone.now()) == Counter()


@pytest.mark.parametrize("lien", ["affectation", "adhesion", "mandat", "role"])
def test_une_personne_revenue_n_est_plus_a_effacer(lien):
    benevole = partie(utilisateur=fabrique.creer_compte())
    prevenir_les_partis(timezone.now())
    {
        "affectation": lambda: fabrique.creer_affectation(benevole=benevole, debut=localdate()),
        "adhesion": lambda: fabrique.creer_adhesion(benevole=benevole, debut=localdate()),
        "mandat": lambda: fabrique.creer_mandat(benevole=benevole, debut=localdate()),
        "role": lambda: fabrique.creer_role(
            utilisateur=benevole.utilisateur, association="ANVP", debut=localdate()
        ),
    }[lien]()

    assert effacer_les_partis(dans(31)) == Counter()
    assert oublier_les_retours(dans(31)) == Counter(retours=1)
    assert Benevole.objects.get(pk=benevole.pk).effacement_prevu_le is None
    assert str(Benevole.objects.get(pk=benevole.pk)) == f"{PRENOM} {NOM}"


def test_membre_des_deux_associations_on_n_est_efface_que_parti_des_deux():
    benevole = partie()
    chez_auxilia = fabrique.creer_adhesion(
        benevole=benevole, association=Association.AUXILIA, debut=il_y_a(1000)
    )
    assert passer_les_nuits() == Counter()

    chez_auxilia.fin = il_y_a(100)
    chez_auxilia.save()
    assert passer_les_nuits() == Counter(fiches_effacees=1)


def test_l_association_quittee_ne_voit_plus_la_fiche_que_l_autre_garde(connecte):
    benevole = partie()
    fabrique.creer_adhesion(benevole=benevole, association=Association.AUXILIA)
    adresse = reverse("personne", args=[benevole.pk])

    assert connecte(fabrique.creer_direction()).get(adresse).status_code == 404
    auxilia = fabrique.creer_direction(association=Association.AUXILIA)
    assert connecte(auxilia).get(adresse).status_code == 200


def test_elle_la_voit_encore_trois_mois(connecte):
    benevole = partie(fin=il_y_a(80))
    fabrique.creer_adhesion(benevole=benevole, association=Association.AUXILIA)
    adresse = reverse("personne", args=[benevole.pk])
    assert connecte(fabrique.creer_direction()).get(adresse).status_code == 200


def _photo():
    """La couverture et les indicateurs du pays à plusieurs dates, et la double adhésion."""
    dates = [il_y_a(jours) for jours in (0, 60, 130, 400, 700, 1400)]
    etablissements = list(Etablissement.objects.order_by("pk"))
    convention = charger_la_convention()
    return {
        "couverture": [
            [
                (c.statut_vp, c.statut_cp, c.effectif_vp, c.effectif_cp, c.besoin_vp, c.ecart_vp)
                for c in couvertures(etablissements, le=jour)
            ]
            for jour in dates
        ],
        "anomalies": [pays(le=jour).anomalies for jour in dates],
        "indicateurs": [
            [[(a.annee, a.mesure) for a in serie.annees] for serie in series(convention, le=jour)]
            for jour in dates
        ],
        "double adhésion": [
            evolution(association, le=localdate(), maintenant=timezone.now())
            for association in Association
        ],
    }


def test_la_couverture_et_les_indicateurs_de_toute_date_ne_bougent_pas():
    benevole = citer_partout()
    jumelle = fabrique.creer_benevole(nom=NOM, prenom=PRENOM, courriel=COURRIEL)
    fabrique.creer_adhesion(
        benevole=jumelle, association=Association.AUXILIA, debut=il_y_a(900), fin=il_y_a(10)
    )
    Benevole._base_manager.update(modifie_le=None)
    avant = _photo()
    assert any(taux.doubles for taux in avant["double adhésion"][0].annees)

    assert passer_les_nuits()["fiches_effacees"] == 1  # la jumelle est partie depuis trop peu

    assert Benevole.objects.get(pk=benevole.pk).efface_le
    assert _photo() == avant


def test_les_deux_fiches_effacees_la_double_adhesion_reste_comptee():
    partie()
    jumelle = fabrique.creer_benevole(nom=NOM, prenom=PRENOM, courriel=COURRIEL)
    fabrique.creer_adhesion(
        benevole=jumelle, association=Association.AUXILIA, debut=il_y_a(900), fin=il_y_a(200)
    )
    avant = _photo()["double adhésion"]
    assert passer_les_nuits() == Counter(fiches_effacees=2)
    assert _photo()["double adhésion"] == avant


def test_le_compte_est_ferme_et_delie_et_ses_sessions_aussi(connecte):
    benevole = partie(utilisateur=fabrique.creer_compte())
    compte, client = benevole.utilisateur, connecte(benevole.utilisateur)
    autre = connecte(fabrique.creer_direction())

    passer_les_nuits()

    compte.refresh_from_db()
    assert not compte.is_active
    assert not compte.has_usable_password()
    assert compte.email == f"compte-{compte.pk}@efface.invalid"
    assert client.get(reverse("mes_avis")).status_code == 302
    assert autre.get(reverse("mes_avis")).status_code == 200
    assert Session.objects.count() == 1


def test_un_compte_du_spip_s_efface_un_mois_apres_son_role():
    agent = fabrique.creer_agent_spip()
    role = agent.roles.get()
    role.fin = il_y_a(3)
    role.save()
    restant = fabrique.creer_agent_spip()
    assert prevenir_les_partis(timezone.now()) == Counter(preavis_d_effacement=1)
    assert effacer_les_partis(dans(31)) == Counter(comptes_effaces=1)
    agent.refresh_from_db()
    assert agent.nom_affiche == f"Personne effacée n° {agent.pk} (compte)"
    assert Utilisateur.objects.get(pk=restant.pk).is_active


def test_les_vieilles_invitations_et_les_sessions_expirees_s_effacent():
    vieille, _ = fabrique.creer_invitation(le=dans(-400))
    fabrique.creer_invitation(le=dans(-300))
    assert effacer_ce_qui_a_servi(timezone.now())["invitations_effacees"] == 1


def test_la_commande_de_nuit_previent_et_efface(capsys):
    benevole = partie()
    Benevole._base_manager.filter(pk=benevole.pk).update(effacement_prevu_le=localdate())
    call_command("taches_quotidiennes")
    sortie = capsys.readouterr().out
    assert "fiches de personnes parties effacées : 1" in sortie
    assert "pannes : 0" in sortie


def test_cp_aussi():
    benevole = fabrique.creer_benevole()
    fabrique.creer_affectation(benevole=benevole, fonction=Fonction.CP, fin=il_y_a(120))
    assert passer_les_nuits() == Counter(fiches_effacees=1)
