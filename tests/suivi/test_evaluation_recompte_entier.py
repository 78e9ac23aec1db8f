"""Chaque indicateur d'une évaluation, en France et dans chaque DISP, recompté par un SQL à part."""

import datetime as dt
from collections import Counter

import pytest
from django.utils.timezone import localdate

from benevoles.models import Fonction
from benevoles.verification import temoins
from engagements.models import Convocation, Reunion
from etablissements.models import Etablissement
from partenariat.models import Association
from partenariat.periodes import ajouter_mois
from suivi.evaluations.chiffres import chiffres
from tests import fabrique, fabrique_actions, fabrique_convention, fabrique_demandes
from tests import fabrique_formations as formations
from tests import fabrique_publications as publications
from tests import fabrique_reunions as reunions
from tests.fabrique_adhesions import creer_adherent, creer_incitation
from tests.fabrique_recrutements import creer_recrutement
from tests.suivi.recompte import attendus, lignes

pytestmark = pytest.mark.django_db
ANVP, AUXILIA = Association
Organisateur = Reunion.Organisateur
JOUR = localdate()
DEBUT = dt.date(JOUR.year - 1, JOUR.month, 1) + dt.timedelta(days=150)


@pytest.fixture
def convention():
    """La convention, déplacée : sa première année est celle d'aujourd'hui."""
    convention = fabrique_convention.charger_la_convention()
    debut = DEBUT.replace(day=1)
    convention.debut, convention.fin = debut, ajouter_mois(debut, 60) - dt.timedelta(days=1)
    convention.anniversaire_mois, convention.anniversaire_jour = debut.month, 1
    convention.save()
    return convention


def une_region(*, section=True):
    """Trois prisons : les deux associations, l'ANVP seule, personne ; et ce qu'on y fait."""
    disp = fabrique.creer_disp()
    prisons = [fabrique.creer_etablissement(disp=disp) for _ in range(3)]
    for prison in prisons:
        for fonction in Fonction:
            fabrique.confirmer(prison, fonction=fonction, le=JOUR - dt.timedelta(days=20))
    if section:
        fabrique.creer_section(etablissements=prisons[:2])
    titre = {"debut": DEBUT, "fin_agrement": ajouter_mois(DEBUT, 23)}
    for prison in prisons[:2]:
        fabrique.creer_vp(etablissement=prison, benevole=creer_adherent(), **titre)
    cp = fabrique.creer_cp(etablissement=prisons[0]).benevole
    fabrique_actions.creer_action(etablissement=prisons[0], orientations=3, voie="cp")
    fabrique_actions.creer_action(numeros=["1.2"], etablissement=prisons[0], benevole=cp)
    fabrique_actions.creer_action(
        numeros=["1.2", "4.1"], etablissement=prisons[1], orientations=2, voie="vp"
    )
    fabrique_actions.creer_demarche(etablissement=prisons[1], facilites=("salle", "creneau"))
    fabrique_actions.creer_action(numeros=["5.3"], disp=disp)
    fabrique.creer_agent_spip(spip=prisons[0].spip)
    for jours in (10, 25):
        recherche = creer_recrutement(etablissement=prisons[1])
        recherche.clore("pourvu", par=None, le=recherche.ouvert_le + dt.timedelta(days=jours))
    return disp, prisons


def des_reunions(disp, prison):
    """À deux, sans homologue, annulée, avec l'Administration, entre directions, de réflexion."""
    for present in (True, False):
        locale = reunions.creer_reunion(etablissement=prison, jours=-10)
        for association in Association:
            convoquer(locale, association, present=present)
    convoquer(reunions.creer_reunion(disp=disp, jours=-12), AUXILIA, present=True)
    reunions.creer_reunion(organisateur=AUXILIA, jours=-14)
    reunions.creer_reunion(disp=disp, jours=-12, annulee_le=dt.datetime.now(tz=dt.UTC))
    reunions.creer_reunion(organisateur=Organisateur.ADMINISTRATION, jours=-15)
    reunions.creer_reunion(organisateur=Organisateur.ENSEMBLE, genre="directions", jours=-16)
    reunions.creer_reunion(
        organisateur=Organisateur.ENSEMBLE,
        genre="formation",
        themes=["besoins", "pedagogie"],
        jours=-17,
    )


def convoquer(reunion, association, *, present):
    convocation = reunions.creer_convocation(reunion=reunion, association=association)
    Convocation.objects.filter(pk=convocation.pk).update(present=present)


def des_formations(disp):
    """Une ouverte et signalée où l'autre est venue, une fermée, une annulée."""
    maintenant = dt.datetime.now(tz=dt.UTC).replace(hour=12)
    jadis = maintenant - dt.timedelta(days=40)
    ouverte = formations.creer_session(
        debut=maintenant - dt.timedelta(days=5), disp=disp, signalee_le=jadis
    )
    for _ in range(2):
        formations.creer_presence(session=ouverte, association=AUXILIA)
    formations.creer_presence(session=ouverte, association=ANVP)
    formations.creer_session(debut=jadis, fermeture="methode")
    formations.creer_session(debut=jadis, annulee_le=maintenant)
    formations.creer_enquete()


def du_reste():
    """Ce qui est national : adhésions, publications, positions, étude, points."""
    for courriel in ("un@exemple.test", "deux@exemple.test"):
        creer_adherent(courriel=courriel)
        creer_adherent(courriel=courriel, association=AUXILIA, debut=JOUR - dt.timedelta(days=3))
    creer_incitation()
    parue = publications.creer_acceptee()
    publications.creer_acceptee(association=AUXILIA)
    publications.creer_proposee()
    for association in Association:
        publications.creer_parution(publication=parue, association=association)
    position = fabrique_actions.creer_position()
    fabrique_actions.accorder(position.versions.get())
    fabrique_actions.creer_position(titre="Sans accord")
    fabrique_actions.creer_etape()
    fabrique_actions.creer_etape(nature="favorable", le=JOUR)
    point = fabrique_convention.creer_point(le=JOUR)
    fabrique_convention.creer_decision(point=point, echeance=JOUR)


@pytest.fixture
def disps(convention):
    (une, prisons), (autre, _) = une_region(), une_region(section=False)
    des_reunions(une, prisons[0])
    des_formations(une)
    du_reste()
    for _ in range(5):
        fabrique_demandes.creer_demande_avalisee()
    fabrique_demandes.creer_demande_soumise()
    return [une, autre]


def test_chaque_indicateur_est_celui_du_recompte_en_france_et_par_disp(convention, disps):
    annee = convention.debut.year
    donnees = chiffres(convention, annee)
    ecrits = {
        indicateur["code"]: (
            indicateur["annees"][-1]["affichee"],
            indicateur["annees"][-1]["compte"],
        )
        for categorie in donnees["categories"]
        for engagement in categorie["engagements"]
        for indicateur in engagement["indicateurs"]
    }
    recomptes = attendus(convention, annee)
    assert ecrits == recomptes
    vides = {code for code, (valeur, _) in recomptes.items() if valeur in ("–", "0", "0\u00a0%")}
    assert len(recomptes) - len(vides) >= 38, vides
    for disp in disps:
        ecrits = {c: tuple(v.values()) for c, v in donnees["par_disp"][disp.code].items()}
        assert ecrits == attendus(convention, annee, disp=disp.pk), disp


ACTIONS = """SELECT c.numero, g.rang, COUNT(DISTINCT x.id)
    FROM engagements_action x
    JOIN engagements_action_engagements l ON l.action_id = x.id
    JOIN engagements_engagement g ON g.id = l.engagement_id
    JOIN engagements_categorie c ON c.id = g.categorie_id
    WHERE x.etat = 'faite' AND x.le BETWEEN %s AND %s AND c.convention_id = %s
    GROUP BY c.numero, g.rang"""
SESSIONS = """SELECT f.association,
           COUNT(CASE WHEN i.present AND i.association = 'ANVP' THEN 1 END),
           COUNT(CASE WHEN i.present AND i.association = 'AUXILIA' THEN 1 END)
    FROM engagements_session s
    JOIN engagements_formation f ON f.id = s.formation_id
    LEFT JOIN engagements_inscription i ON i.session_id = s.id
    WHERE s.annulee_le IS NULL GROUP BY s.id, s.debut, f.association ORDER BY s.debut, s.id"""
DECISIONS = """SELECT d.texte FROM engagements_decision d
    JOIN engagements_pointdesuivi p ON p.id = d.point_id
    WHERE p.le <= %s AND (d.faite_le IS NULL OR d.faite_le > %s)
      AND (d.abandonnee_le IS NULL OR d.abandonnee_le > %s) ORDER BY d.echeance, d.id"""


def test_les_actions_les_sessions_et_les_decisions_se_recomptent(convention, disps):
    donnees = chiffres(convention, convention.debut.year)
    debut, fin = (dt.date.fromisoformat(jour) for jour in donnees["periode"])
    actions = {
        engagement["numero"]: engagement["actions"]["nombre"]
        for categorie in donnees["categories"]
        for engagement in categorie["engagements"]
        if engagement["actions"]["nombre"]
    }
    recomptees = lignes(ACTIONS, [debut, fin, convention.pk])
    assert actions == {f"{n}.{rang}": nombre for n, rang, nombre in recomptees}
    sessions = [(s["par"], *s["presents"].values()) for s in donnees["sessions"]]
    assert sessions == lignes(SESSIONS)
    assert [(d["texte"],) for d in donnees["decisions"]] == lignes(DECISIONS, [fin, fin, fin])
    assert len(actions) > 4
    assert len(sessions) == 2
    assert donnees["decisions"]


def test_la_couverture_se_recompte_par_disp_par_type_et_a_chaque_date(convention, disps):
    couverture = chiffres(convention, convention.debut.year)["couverture"]
    ou = {e.pk: (e.disp.code, e.type) for e in Etablissement.objects.select_related("disp")}
    for nom, jour in couverture["jours"].items():
        vus = temoins(le=dt.date.fromisoformat(jour))
        assert _bilan(couverture["france"][nom]) == _recompter(vus.values()), nom
        for rang, cle in enumerate(("disps", "types")):
            for bilan in couverture[cle]:
                siens = [t for pk, t in vus.items() if ou[pk][rang] == bilan["code"]]
                assert _bilan(bilan[nom]) == _recompter(siens), (nom, bilan["code"])


def test_un_manque_dure_depuis_le_premier_jour_que_donne_le_recompte(convention, disps):
    donnees = chiffres(convention, convention.debut.year)
    pks = dict(Etablissement.objects.values_list("code", "pk"))
    depuis = [
        (pks[e["code"]], fonction, e[f"statut_{fonction}"], e[f"{fonction}_depuis"])
        for e in donnees["etablissements"]
        for fonction in ("vp", "cp")
        if e[f"{fonction}_depuis"]
    ]
    assert len(depuis) > 4
    for pk, fonction, statut, jour in depuis:
        premier = dt.date.fromisoformat(jour)
        alors, veille = (temoins(le=j)[pk] for j in (premier, premier - dt.timedelta(days=1)))
        assert getattr(alors, f"statut_{fonction}") == statut
        assert getattr(veille, f"statut_{fonction}") != statut


def _bilan(bilan):
    statuts = {f"vp {s}": n for s, n in bilan["vp_statuts"].items() if n}
    statuts |= {f"cp {s}": n for s, n in bilan["cp_statuts"].items() if n}
    return (bilan["etablissements"], bilan["vp"], bilan["cp"], bilan["besoin_vp"], statuts)


def _recompter(vus):
    statuts = Counter(f"vp {t.statut_vp}" for t in vus) + Counter(f"cp {t.statut_cp}" for t in vus)
    sommes = (sum(t[rang] for t in vus) for rang in range(3))
    return (len(vus), *sommes, dict(statuts))
