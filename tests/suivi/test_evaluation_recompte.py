"""Les chiffres d'une évaluation, recomptés par une autre voie : du SQL écrit à part."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from benevoles.models import Fonction
from benevoles.verification import temoins
from suivi import evaluations
from suivi.evaluations.canonique import canonique
from suivi.evaluations.chiffres import chiffres
from tests import fabrique
from tests.fabrique_convention import charger_la_convention
from tests.suivi.test_indicateurs import creer_action, creer_reunion

pytestmark = pytest.mark.django_db
DEBUT, FIN = dt.date(2015, 9, 1), dt.date(2016, 8, 31)


@pytest.fixture
def donnees():
    """Un petit pays, une année : des présences, des manques, des actions, des réunions."""
    for rang in range(4):
        prison = fabrique.creer_etablissement()
        if rang < 3:
            fabrique.creer_vp(etablissement=prison, debut=dt.date(2015, 9, 10))
        if rang < 2:
            fabrique.creer_cp(etablissement=prison)
        for fonction in Fonction:
            fabrique.confirmer(prison, fonction=fonction, le=dt.date(2016, 6, 1))
        creer_action("1.1", etablissement=prison, le=dt.date(2016, 1, 10 + rang))
    creer_reunion(invites=[("ANVP", True), ("AUXILIA", True)])
    creer_reunion(invites=[("ANVP", True)])
    creer_reunion(invites=[("AUXILIA", True)], le=dt.date(2016, 9, 2))
    return json.loads(canonique(chiffres(charger_la_convention(), 2015)))


def _un(sql, *parametres):
    with connection.cursor() as curseur:
        curseur.execute(sql, parametres)
        return curseur.fetchone()[0]


def test_la_couverture_est_celle_du_controle_independant(donnees):
    lues = {(e["code"]): (e["vp"], e["cp"]) for e in donnees["etablissements"]}
    sql = """SELECT count(*) FROM benevoles_affectation a
        WHERE a.fonction = 'CP' AND a.debut <= %s AND (a.fin IS NULL OR a.fin >= %s)"""
    assert sum(cp for _, cp in lues.values()) == _un(sql, FIN, FIN) == 2
    assert donnees["couverture"]["france"]["fin"]["cp"] == 2
    assert donnees["couverture"]["france"]["fin"]["vp"] == sum(vp for vp, _ in lues.values()) == 3
    vus = temoins(le=FIN).values()
    assert len(vus) == len(lues) == 4
    assert sorted((t.effectif_vp, t.effectif_cp) for t in vus) == sorted(lues.values())


def test_les_actions_et_les_reunions_se_recomptent_en_sql(donnees):
    actions = _un(
        """SELECT count(DISTINCT x.id) FROM engagements_action x
        JOIN engagements_action_engagements l ON l.action_id = x.id
        JOIN engagements_engagement e ON e.id = l.engagement_id
        JOIN engagements_categorie c ON c.id = e.categorie_id
        WHERE c.numero = 1 AND e.rang = 1 AND x.etat = 'faite' AND x.le BETWEEN %s AND %s""",
        DEBUT,
        FIN,
    )
    assert _valeur(donnees, "info-cours-actions") == actions == 4
    reunions = _un(
        """SELECT count(*) FROM engagements_reunion WHERE annulee_le IS NULL
        AND niveau <> 'local' AND organisateur = 'ANVP' AND debut >= %s AND debut < %s""",
        DEBUT,
        FIN + dt.timedelta(days=1),
    )
    assert _annee(donnees, "homologues-invites")["compte"] == f"1 sur {reunions}" == "1 sur 2"


def test_les_disp_somment_la_france(donnees):
    couverture = donnees["couverture"]
    for cle in ("etablissements", "vp", "cp", "manque_vp", "manque_cp"):
        for jour in ("fin", "avant", "depart"):
            disps = sum(d[jour][cle] for d in couverture["disps"])
            types = sum(t[jour][cle] for t in couverture["types"])
            assert disps == types == couverture["france"][jour][cle]


def test_la_donnee_suit_le_schema_publie(donnees, client):
    schema = json.loads((Path(evaluations.__path__[0]) / "schema.json").read_bytes())
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(donnees)) == []
    assert json.loads(client.get("/evaluations/schema.json").content) == schema


def _annee(donnees, code):
    indicateurs = (
        i for c in donnees["categories"] for e in c["engagements"] for i in e["indicateurs"]
    )
    return next(i for i in indicateurs if i["code"] == code)["annees"][-1]


def _valeur(donnees, code):
    return _annee(donnees, code)["valeur"]
