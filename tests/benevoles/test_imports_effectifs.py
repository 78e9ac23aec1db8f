"""Importer les effectifs mensuels des établissements."""

import datetime as dt

import pytest

from benevoles.imports.rapport import comptes
from etablissements.models import Effectif, Precision
from tests.fabrique import (
    creer_delegue,
    creer_direction,
    creer_effectif,
    creer_etablissement,
    creer_president,
)
from tests.fabrique_imports import appliquer, colonnes_reconnues, creer_import, defaire, en_csv

pytestmark = pytest.mark.django_db
TITRES = ["Prison", "Mois", "Détenus", "Capacité"]


def _importer(*lignes, par=None):
    par = par or creer_direction()
    return creer_import(par=par, octets=en_csv(TITRES, *lignes), sorte="effectifs")


def _comptes(lot):
    return {sort.value: nombre for sort, nombre in comptes(lot) if nombre}


def test_les_effectifs_d_un_mois_arrivent_se_corrigent_et_se_defont():
    prison = creer_etablissement()

    lot = appliquer(_importer([prison.nom, "janvier 2014", "1 012", "650"]))
    assert colonnes_reconnues(lot) == dict(
        zip(("etablissement", "le", "detenus", "places"), TITRES, strict=True)
    )
    detenus = Effectif.objects.get(nature="detenus")
    assert (detenus.valeur, detenus.le) == (1012, dt.date(2014, 1, 31))
    assert (detenus.precision, detenus.retenu) == (Precision.MOIS, True)

    suite = appliquer(_importer([prison.nom, "01/2014", "1013", "650"], par=lot.par))
    assert suite.lignes.get().changements == [
        ["personnes détenues au 31/01/2014, nombre", "1012", "1013"]
    ]
    assert _comptes(_importer([prison.nom, "2014-01", "1013", "650"])) == {"inchange": 1}
    defaire(suite)
    detenus.refresh_from_db()
    assert detenus.valeur == 1012
    defaire(lot)
    assert not Effectif.objects.exists()


def test_une_valeur_d_une_autre_source_ne_se_change_pas():
    prison = creer_etablissement()
    creer_effectif(etablissement=prison, valeur=100, le=dt.date(2014, 1, 31))

    lot = appliquer(
        _importer([prison.nom, "janvier 2014", "", "200"], [prison.nom, "13/2014", "1", ""])
    )

    assert _comptes(lot) == {"refuse": 2}
    assert Effectif.objects.get().valeur == 100


def test_deux_lignes_qui_se_contredisent_la_seconde_est_refusee():
    prison = creer_etablissement()
    lot = appliquer(
        _importer([prison.nom, "janvier 2014", "10", ""], [prison.nom, "31/01/2014", "11", ""])
    )
    assert _comptes(lot) == {"cree": 1, "refuse": 1}


def test_une_ligne_que_la_base_refuse_n_arrete_pas_les_autres():
    prison, autre = creer_etablissement(), creer_etablissement()
    ecartee = Effectif(source="import de ANVP", perimetre="établissement", retenu=False)
    ecartee.etablissement, ecartee.nature, ecartee.valeur = prison, "detenus", 7
    ecartee.le = dt.date(2014, 1, 31)
    ecartee.save()

    lot = appliquer(
        _importer([prison.nom, "janvier 2014", "10", ""], [autre.nom, "janvier 2014", "11", ""])
    )

    assert _comptes(lot) == {"cree": 1, "refuse": 1}
    assert Effectif.objects.get(etablissement=autre).valeur == 11
    assert "L’enregistrement a été refusé" in lot.lignes.get(sort="refuse").raisons[0][2]


def test_seules_les_directions_importent_des_effectifs():
    for compte in (creer_delegue(), creer_president(etablissements=[creer_etablissement()])):
        with pytest.raises(AssertionError, match="sorte"):
            _importer([creer_etablissement().nom, "janvier 2014", "10", ""], par=compte)
