"""Effacer une personne : plus rien ne la nomme, et aucun nombre ne bouge."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from benevoles.couverture.calcul import couvertures
from benevoles.couverture.panorama import pays
from benevoles.fusion.execution import fusionner
from benevoles.models import Benevole, Fonction
from engagements.adhesions.taux import evolution
from engagements.models import (
    Action,
    Avis,
    Candidat,
    Convocation,
    Inscription,
    Nature,
    Reunion,
    Trace,
)
from etablissements.models import Etablissement
from partenariat.conservation import CONSERVATION, TABLES
from partenariat.histoire import auteur
from partenariat.inalterable import effacer_l_histoire_de, oublier_un_nom
from partenariat.models import Association, Utilisateur
from suivi.indicateurs.series import series
from suivi.vie_privee.nuit import (
    effacer_ce_qui_a_servi,
    effacer_les_partis,
    oublier_les_retours,
    prevenir_les_partis,
)
from suivi.vie_privee.textes import A_PART, INTANGIBLES
from tests import fabrique
from tests.fabrique_convention import charger_la_convention
from tests.fabrique_demandes import creer_demande_au_spip
from tests.fabrique_formations import creer_session
from tests.fabrique_recrutements import creer_candidat
from tests.fabrique_reunions import creer_reunion

pytestmark = pytest.mark.django_db

PRENOM, NOM = "Bérengère", "Quintin-Sélavy"
COURRIEL, COURRIEL_DU_COMPTE = "b.quintin@exemple.test", "berengere@compte.test"
TELEPHONE = "0612345678"
COMMUNE = "Villedieu-les-Poêles"
MARQUES = (f"{PRENOM} {NOM}", f"{NOM} {PRENOM}", NOM, COURRIEL, COURRIEL_DU_COMPTE, COMMUNE)
MARQUES += ("+33612345678", "06 12 34 56 78", "quintin selavy")


def il_y_a(jours):
    return localdate() - dt.timedelta(days=jours)


def dans(jours):
    return timezone.now() + dt.timedelta(days=jours)


def partie(*, fin=None, **champs):
    """Une personne qui a quitté sa prison et l'ANVP depuis plus de trois mois."""
    fin = fin or il_y_a(120)
    champs = {"nom": NOM, "prenom": PRENOM, "courriel": COURRIEL, "commune": COMMUNE} | champs
    benevole = fabrique.creer_benevole(telephone=TELEPHONE, **champs)
    etablissement = fabrique.creer_etablissement()
    fabrique.creer_affectation(
        benevole=benevole, etablissement=etablissement, debut=il_y_a(1500), fin=fin
    )
    fabrique.creer_habilitation(benevole=benevole, etablissement=etablissement, debut=il_y_a(600))
    fabrique.creer_adhesion(benevole=benevole, debut=il_y_a(1500), fin=fin)
    return benevole


def passer_les_nuits():
    """Le préavis, puis le jour venu."""
    prevenir_les_partis(timezone.now())
    return effacer_les_partis(dans(31))


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


# Aucun nombre ne bouge.


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
    benevole = _personne_citee_partout()
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


# Plus rien ne la nomme.


def _personne_citee_partout():
    """Une personne au nom rare, avec un compte, citée dans tout ce que l'on sait écrire."""
    compte = fabrique.creer_compte(email=COURRIEL_DU_COMPTE, nom=f"{PRENOM} {NOM}")
    benevole = partie(utilisateur=compte)
    fabrique.creer_mandat(benevole=benevole, debut=il_y_a(900), fin=il_y_a(120))
    fabrique.creer_absence(benevole=benevole, debut=il_y_a(300), fin=il_y_a(280))
    fabrique.creer_invitation(genre="benevole", benevole=benevole, courriel=COURRIEL.upper())
    candidat = creer_candidat()
    Candidat.objects.filter(pk=candidat.pk).update(nom=f"{PRENOM} {NOM}", contact=COURRIEL)
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(
        compte_rendu=f"Merci à {PRENOM} {NOM} ({COURRIEL}, 06 12 34 56 78) et à M. {NOM}."
    )
    autre = fabrique.creer_vp().benevole
    for qui, remplacant in ((benevole, ""), (autre, f"{NOM.upper()} {PRENOM}")):
        Convocation.objects.create(
            reunion=reunion,
            benevole=qui,
            association="ANVP",
            titre="invité",
            present=True,
            reponse="remplace" if remplacant else "",
            repondue_le=timezone.now() if remplacant else None,
            remplacant=remplacant,
        )
    Action.objects.create(
        titre=f"Atelier de {PRENOM} {NOM}",
        le=il_y_a(200),
        etat="faite",
        niveau="national",
        par_anvp=True,
        description=f"Tenu par {PRENOM}\u00a0{NOM}.",
        benevole=benevole,
        cree_par=compte,
    )
    Inscription.objects.create(session=creer_session(), benevole=benevole, association="ANVP")
    demande = creer_demande_au_spip()
    Trace(
        demande=demande, le=timezone.now(), compte=compte, nom=str(compte), role="x", quoi="export"
    ).save()
    return benevole


def _ou_se_lit(marque):
    """(table, colonne) de toute la base où ces mots se lisent, sans casse."""
    trouvees = []
    with connection.cursor() as curseur:
        for table in connection.introspection.table_names(curseur):
            colonnes = connection.introspection.get_table_description(curseur, table)
            for colonne in colonnes:
                curseur.execute(f'SELECT CAST("{colonne.name}" AS text) FROM "{table}"')
                if any(marque.lower() in (v or "").lower() for (v,) in curseur.fetchall()):
                    trouvees.append((table, colonne.name))
    return trouvees


def test_toute_la_base_est_relue_et_rien_ne_la_nomme_plus(connecte):
    benevole = _personne_citee_partout()
    compte = benevole.utilisateur
    connecte(compte).get("/")
    assert {marque: bool(_ou_se_lit(marque)) for marque in MARQUES} == dict.fromkeys(MARQUES, True)

    assert passer_les_nuits()["fiches_effacees"] == 1

    assert {marque: _ou_se_lit(marque) for marque in MARQUES} == dict.fromkeys(MARQUES, [])
    reunion = Reunion.objects.get()
    qui = f"Personne effacée n° {benevole.pk}"
    assert reunion.compte_rendu == f"Merci à {qui} ({qui}, {qui}) et à {qui}."


def _absorber_une_fiche_a_l_ancien_nom(benevole):
    """Un doublon fusionné dans sa fiche : un autre nom, une autre adresse, et son compte fermé."""
    compte = fabrique.creer_compte(email="ancienne@exemple.test", nom="Bérangère Vauquelinde")
    autre = fabrique.creer_benevole(
        nom="Vauquelinde", prenom="Bérangère", courriel="vauque@exemple.test", utilisateur=compte
    )
    fabrique.creer_adhesion(benevole=autre, debut=il_y_a(2000), fin=il_y_a(1600))
    direction = fabrique.creer_direction()
    choix = {"maintenant": dans(-90), "le": localdate(), "compte": benevole.utilisateur_id}
    fusionner(benevole.pk, autre.pk, par=direction, **choix)


def test_ni_la_fiche_absorbee_ni_l_histoire_des_autres_ne_la_nomment_plus():
    benevole = partie(utilisateur=fabrique.creer_compte(nom=f"{PRENOM} {NOM}"))
    _absorber_une_fiche_a_l_ancien_nom(benevole)
    section = fabrique.creer_section(nom=f"Section de Bérangère Vauquelinde, ex-{PRENOM} {NOM}")
    section.nom = "Section de la Manche"
    with auteur(None, "reprise de la liste de vauque@exemple.test"):
        section.save()
    lignes, inconnue = section.history.count(), fabrique.creer_vp().benevole
    marques = (NOM, "Vauquelinde", "vauque@exemple.test", "ancienne@exemple.test")
    assert all(_ou_se_lit(marque) for marque in marques)

    assert passer_les_nuits()["fiches_effacees"] == 1

    assert {marque: _ou_se_lit(marque) for marque in marques} == dict.fromkeys(marques, [])
    qui = f"Personne effacée n° {benevole.pk}"
    assert section.history.last().nom == f"Section de {qui}, ex-{qui}"
    assert section.history.first().history_change_reason == f"reprise de la liste de {qui}"
    assert section.history.count() == lignes
    assert inconnue.history.exists()


def test_l_histoire_d_une_fiche_absorbee_reste_tant_que_celle_qui_la_garde_n_est_pas_effacee():
    benevole = partie(utilisateur=fabrique.creer_compte())
    _absorber_une_fiche_a_l_ancien_nom(benevole)
    absorbee = benevole.fusions.get().absorbe
    with pytest.raises(IntegrityError, match="gardee"), transaction.atomic():
        effacer_l_histoire_de(benevole, [absorbee])
    assert Benevole.history.filter(id=absorbee).exists()


def test_un_texte_passe_ne_se_reecrit_que_pour_oublier_un_nom():
    section = fabrique.creer_section(nom="Section de Guéret")
    ligne = section.history.get()
    for colonne, texte in (("nom", "Autre section"), ("nom", ""), ("history_change_reason", "x")):
        with pytest.raises(IntegrityError, match="inchangee"), transaction.atomic():
            oublier_un_nom(type(ligne), ligne.history_id, colonne, texte)
    oublier_un_nom(type(ligne), ligne.history_id, "nom", "Section de Personne effacée n° 3")
    assert section.history.get().nom == "Section de Personne effacée n° 3"


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


def test_d_un_homonyme_les_textes_gardent_le_nom():
    partie()
    fabrique.creer_affectation(benevole=fabrique.creer_benevole(nom=NOM, prenom=PRENOM))
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(compte_rendu=f"{PRENOM} {NOM}, {COURRIEL}")

    assert passer_les_nuits()["fiches_effacees"] == 1
    compte_rendu = Reunion.objects.get().compte_rendu
    assert compte_rendu.startswith(f"{PRENOM} {NOM}, Personne effacée")


def test_les_textes_mis_a_part_existent_et_chacun_dit_pourquoi():
    modeles = {modele._meta.label for modele in apps.get_models()}
    assert set(INTANGIBLES) | A_PART <= modeles
    assert all(INTANGIBLES.values())


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


def test_le_journal_ne_se_laisse_changer_que_pour_oublier_un_nom():
    demande = creer_demande_au_spip()
    traces = Trace.objects.filter(demande=demande)
    for refuse in (
        {"nom": "Quelqu’un d’autre"},
        {"nom": "Personne effacée n° 1"},  # le compte reste : refusé
        {"nom": "Personne effacée n° 1", "compte": None, "quoi": "autre"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            traces.exclude(compte=None).update(**refuse)
    assert traces.update(nom="Personne effacée n° 1", compte=None)


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


def test_un_nom_avec_des_signes_de_recherche_n_en_fait_pas_un_motif():
    benevole = partie(nom="Du(bois", prenom="A.*")
    reunion = creer_reunion()
    Reunion.objects.filter(pk=reunion.pk).update(compte_rendu="A.* Du(bois, Anne Dubois")
    passer_les_nuits()
    texte = Reunion.objects.get().compte_rendu
    assert texte == f"Personne effacée n° {benevole.pk}, Anne Dubois"


def test_cp_aussi():
    benevole = fabrique.creer_benevole()
    fabrique.creer_affectation(benevole=benevole, fonction=Fonction.CP, fin=il_y_a(120))
    assert passer_les_nuits() == Counter(fiches_effacees=1)
