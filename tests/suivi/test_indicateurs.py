"""Les indicateurs : chacun se recompte à la main ; territoire, période, masque et coût."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, make_aware

from benevoles.models import Fonction
from engagements.models import (
    Action,
    Convocation,
    EtapeGncp,
    Formation,
    Inscription,
    Parution,
    Publication,
    Reunion,
    Session,
)
from partenariat.models import Association
from suivi.indicateurs.series import series
from suivi.models import Evaluation
from tests import fabrique
from tests.ecran import texte
from tests.fabrique_convention import charger_la_convention, creer_point, engagement
from tests.fabrique_demandes import creer_demande_avalisee
from tests.fabrique_evaluations import creer_evaluation

pytestmark = pytest.mark.django_db
JOUR = dt.date(2016, 3, 1)  # dans l'année 2015-2016
LE = dt.date(2016, 12, 31)


def mesure(code, *, annee=2015, disp=None, le=LE):
    """La valeur d'un indicateur une année, comme une page la lit."""
    convention = charger_la_convention()
    toutes = series(convention, le=le, disp=disp)
    serie = next(s for s in toutes if s.definition.code == code)
    return next(a for a in serie.annees if a.annee == annee)


def creer_action(*numeros, le=JOUR, etablissement=None, etat="faite", **champs):
    local = {"niveau": "local", "etablissement": etablissement}
    territoire = local if etablissement else {"niveau": "national"}
    champs = territoire | {"par_anvp": True} | champs
    action = Action.objects.create(titre="Action", le=le, etat=etat, **champs)
    action.engagements.set([engagement(numero) for numero in numeros])
    return action


def creer_reunion(*, invites=(), niveau="national", le=JOUR, **champs):
    """`invites` : (association, présent)."""
    champs = {"genre": "association", "organisateur": "ANVP", "lieu": "Paris"} | champs
    debut = make_aware(dt.datetime.combine(le, dt.time(14)))
    reunion = Reunion.objects.create(
        titre="Réunion", niveau=niveau, debut=debut, fin=debut + dt.timedelta(hours=2), **champs
    )
    for association, present in invites:
        Convocation.objects.create(
            reunion=reunion,
            benevole=fabrique.creer_benevole(),
            association=association,
            titre="invité",
            present=present,
        )
    return reunion


def test_les_sections_qui_informent_se_comptent_une_fois_chacune():
    ici, la_bas = fabrique.creer_etablissement(), fabrique.creer_etablissement()
    fabrique.creer_section(etablissements=[ici])
    fabrique.creer_section(etablissements=[la_bas])
    creer_action("1.1", etablissement=ici)
    creer_action("1.1", etablissement=ici)
    creer_action("1.1", etablissement=la_bas, etat="prevue")
    creer_action("1.2", etablissement=la_bas)
    annee = mesure("info-cours-sections")
    assert (annee.mesure.compte, annee.mesure.sur) == (1, 2)
    assert mesure("info-cours-actions").mesure.valeur == 2
    assert mesure("info-cours-actions", annee=2014).mesure.valeur == 0


def test_les_orientations_se_somment_par_voie():
    ici = fabrique.creer_etablissement()
    creer_action("1.1", etablissement=ici, voie="cp", orientations=3)
    creer_action("1.1", etablissement=ici, voie="direction", orientations=2)
    creer_action("1.2", etablissement=ici, voie="vp", orientations=4)
    assert mesure("orientations-auxilia").mesure.valeur == 5
    assert dict(mesure("orientations-auxilia").detail)["par un CP Auxilia"] == 3
    assert mesure("orientations-visiteur").mesure.valeur == 4


def test_la_presence_des_deux_est_celle_de_la_couverture_au_dernier_jour():
    deux, seul = fabrique.creer_etablissement(), fabrique.creer_etablissement()
    for etablissement in (deux, seul):
        fabrique.creer_vp(etablissement=etablissement, debut=dt.date(2015, 9, 1))
        for fonction in Fonction:
            fabrique.confirmer(etablissement, fonction=fonction, le=dt.date(2016, 5, 1))
    fabrique.creer_cp(etablissement=deux)
    annee = mesure("presence-des-deux")
    assert (annee.mesure.compte, annee.mesure.sur) == (1, 2)


def test_un_territoire_ne_compte_que_ce_qui_s_y_fait():
    ici, la_bas = fabrique.creer_etablissement(), fabrique.creer_etablissement()
    creer_action("1.1", etablissement=ici)
    creer_action("1.1", etablissement=la_bas)
    creer_action("1.1")
    assert mesure("info-cours-actions").mesure.valeur == 3
    assert mesure("info-cours-actions", disp=ici.disp_id).mesure.valeur == 1


def test_l_homologue_est_invite_quand_quelqu_un_de_l_autre_association_l_est():
    creer_reunion(invites=[("ANVP", True), ("AUXILIA", True)])
    creer_reunion(invites=[("ANVP", True)])
    creer_reunion(organisateur="AUXILIA", invites=[("ANVP", None)])
    creer_reunion(organisateur="ADMIN", invites=[])
    annee = mesure("homologues-invites")
    assert (annee.mesure.compte, annee.mesure.sur) == (2, 3)
    assert annee.cible == 100
    assert annee.cible_atteinte is False
    assert mesure("reunions-sans-homologue").mesure.valeur == 1
    assert (mesure("presences-des-homologues").mesure.compte, 2) == (1, 2)


def test_une_reunion_annulee_ne_compte_pas():
    creer_reunion(annulee_le=make_aware(dt.datetime(2016, 2, 1)))
    assert mesure("homologues-invites").mesure.sur == 0
    assert mesure("homologues-invites").affichee == "–"


def test_une_reunion_d_etablissement_compte_a_deux_quand_les_deux_sont_venues():
    ici = fabrique.creer_etablissement()
    local = {"niveau": "local", "etablissement": ici, "genre": "trimestrielle"}
    creer_reunion(invites=[("ANVP", True), ("AUXILIA", True)], organisateur="ADMIN", **local)
    creer_reunion(invites=[("ANVP", True), ("AUXILIA", False)], organisateur="ADMIN", **local)
    annee = mesure("reunions-a-deux")
    assert (annee.mesure.compte, annee.mesure.sur) == (1, 2)


def test_les_facilites_et_les_demarches_viennent_des_actions_de_2_2():
    ici = fabrique.creer_etablissement()
    fabrique.creer_vp(etablissement=ici)
    creer_action("2.2", etablissement=ici, interlocuteur="spip", facilites=["salle", "creneau"])
    assert mesure("facilites-obtenues").mesure.valeur == 2
    assert (mesure("demarches-locales").mesure.compte, mesure("demarches-locales").mesure.sur) == (
        1,
        1,
    )


def test_l_etude_du_gncp_dit_son_etat_au_dernier_jour():
    assert mesure("etude-gncp").affichee == "non commencée"
    EtapeGncp.objects.create(le=JOUR, nature="aide", association="ANVP", texte="x")
    assert mesure("etude-gncp").affichee == "en cours"
    EtapeGncp.objects.create(le=LE, nature="defavorable", association="AUXILIA", texte="x")
    assert mesure("etude-gncp").affichee == "en cours"
    assert mesure("etude-gncp", annee=2016).affichee == "conclue : conclusion défavorable"


def test_la_double_adhesion_se_compte_parmi_les_affectes():
    double, simple = fabrique.creer_vp().benevole, fabrique.creer_vp().benevole
    for association in Association:
        fabrique.creer_adhesion(benevole=double, association=association)
    fabrique.creer_adhesion(benevole=simple)
    annee = mesure("doubles-adherents")
    assert (annee.mesure.compte, annee.mesure.sur) == (1, 2)


def test_une_personne_tenue_sur_deux_fiches_compte_une_fois_comme_double():
    fiche = {"prenom": "Claire", "courriel": "claire@exemple.test"}
    vp = fabrique.creer_vp(benevole=fabrique.creer_benevole(**fiche)).benevole
    cp = fabrique.creer_cp(benevole=fabrique.creer_benevole(**fiche)).benevole
    fabrique.creer_adhesion(benevole=vp)
    fabrique.creer_adhesion(benevole=cp, association=Association.AUXILIA, debut=JOUR)
    annee = mesure("doubles-adherents")
    assert (annee.mesure.compte, annee.mesure.sur) == (1, 1)
    assert mesure("nouvelles-doubles-adhesions").mesure.valeur == 1


def test_une_information_parue_chez_les_deux_compte_une_fois():
    jour = make_aware(dt.datetime(2016, 3, 1, 9))
    publication = Publication.objects.create(
        titre="Note",
        chapo="x",
        texte="x",
        association="ANVP",
        proposee_le=jour,
        acceptee_le=jour,
        accord_de="AUXILIA",
        publier_le=jour,
    )
    for association in Association:
        Parution.objects.create(
            publication=publication, association=association, media="site", le=JOUR
        )
    assert mesure("informations-publiees").mesure.valeur == 1
    assert mesure("publiees-chez-les-deux").mesure.valeur == 100


def test_les_places_prises_sont_celles_de_l_autre_association():
    formation = Formation.objects.create(titre="Écouter", association="ANVP", heures=6)
    debut = make_aware(dt.datetime(2016, 3, 1, 9))
    session = Session.objects.create(
        formation=formation,
        debut=debut,
        fin=debut + dt.timedelta(hours=6),
        lieu="Lyon",
        places=10,
        signalee_le=debut - dt.timedelta(days=30),
    )
    for association in (Association.ANVP, Association.AUXILIA):
        Inscription.objects.create(
            session=session,
            benevole=fabrique.creer_benevole(),
            association=association,
            present=True,
        )
    assert mesure("places-prises").mesure.valeur == 1
    assert mesure("formations-ouvertes").mesure.valeur == 100
    assert mesure("delai-de-signalement").mesure.valeur == 30


def test_les_categories_suivies_dans_l_annee():
    creer_point(categorie=4, le=JOUR)
    creer_point(categorie=4, le=JOUR)
    creer_point(categorie=5, le=LE)
    assert mesure("categories-suivies").mesure.valeur == 1


def test_un_petit_nombre_de_demandes_est_masque_a_l_ecran_et_dans_l_export(connecte):
    le = localdate(creer_demande_avalisee().soumise_le)
    convention = charger_la_convention()
    debut = le - dt.timedelta(days=30)
    convention.debut, convention.fin = debut, le + dt.timedelta(days=400)
    convention.anniversaire_mois, convention.anniversaire_jour = debut.month, min(debut.day, 28)
    convention.save()
    client = connecte(fabrique.creer_direction())
    page = texte(client.get("/convention/2014-2019/engagement/1.5/"))
    export = client.get("/convention/2014-2019/export.csv").content.decode()
    assert "moins de 5" in page
    assert "(1 sur 1)" not in page
    deposees = [s for s in export.splitlines() if "demandes de visite déposées" in s]
    assert all(";moins de 5;" in ligne for ligne in deposees if f"{debut:%d/%m/%Y}" in ligne)
    assert any(";moins de 5;" in ligne for ligne in deposees)


def test_une_annee_pas_commencee_n_y_est_pas_et_celle_en_cours_s_arrete_au_jour():
    annee = mesure("info-cours-actions", annee=2016)
    assert annee.fenetre.fin == LE
    assert annee.en_cours
    with pytest.raises(StopIteration):
        mesure("info-cours-actions", annee=2017)


def _ajouter_des_faits(nombre):
    for _ in range(nombre):
        ici = fabrique.creer_etablissement()
        fabrique.creer_vp(etablissement=ici)
        creer_action("1.1", "2.2", etablissement=ici, interlocuteur="spip")
        creer_reunion(invites=[("ANVP", True), ("AUXILIA", True)])
        creer_point()


@pytest.mark.parametrize(
    "adresse", ["/convention/2014-2019/", "/convention/2014-2019/categorie/4/"]
)
def test_les_pages_coutent_le_meme_nombre_de_requetes_a_deux_tailles(adresse, connecte):
    charger_la_convention()
    client, nombres = connecte(fabrique.creer_direction()), []
    for taille in (1, 7):
        _ajouter_des_faits(taille)
        client.get(adresse)  # la couverture reste en mémoire tant que rien ne change
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse)
        nombres.append(len(requetes))
    assert nombres[0] == nombres[1]


def test_la_page_d_une_convention_montre_le_premier_indicateur_de_chaque_engagement(connecte):
    creer_action("1.1")
    page = texte(connecte(fabrique.creer_direction()).get("/convention/2014-2019/?au=2016-12-31"))
    toutes = series(charger_la_convention(), le=LE)
    premieres = {serie.indicateur.engagement_id: serie for serie in reversed(toutes)}
    assert len(premieres) > 15
    for serie in premieres.values():
        annee = serie.derniere
        assert f"{annee.affichee} {serie.definition.titre}, {annee.libelle}" in re.sub(
            r" \(\d+ sur \d+\)", "", page
        )


def test_l_export_dit_la_meme_chose_que_la_page(connecte):
    creer_action("1.1")
    client = connecte(fabrique.creer_direction())
    export = client.get("/convention/2014-2019/export.csv?au=2016-12-31").content.decode()
    ligne = next(
        s for s in export.splitlines() if "actions d’information" in s and "2015-2016" in s
    )
    assert ";01/09/2015;31/08/2016;1;" in ligne
    page = texte(client.get("/convention/2014-2019/engagement/1.1/?au=2016-12-31"))
    assert "2015-2016 1 –" in page


def test_l_evaluation_de_l_annee_d_avant_se_signe_dans_l_annee():
    evaluation = creer_evaluation(annee=2014)
    assert mesure("evaluations-signees", annee=2014).affichee == "–"
    assert mesure("evaluations-signees").mesure.valeur == 0
    assert mesure("ecart-anniversaire").affichee == "–"
    signee_le = make_aware(dt.datetime(2015, 10, 1, 9))
    Evaluation.objects.filter(pk=evaluation.pk).update(publiee_le=signee_le)
    assert mesure("evaluations-signees").mesure.valeur == 1
    assert mesure("ecart-anniversaire").affichee == "30\u00a0jours"
    assert mesure("evaluations-signees", disp=fabrique.creer_disp().pk).affichee == "–"
