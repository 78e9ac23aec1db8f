"""La démonstration : totaux publiés, pays plausible à toute date, toujours la même."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Q

from benevoles.couverture.anomalies import TypeAnomalie, anomalies
from benevoles.couverture.calcul import couvertures
from benevoles.demo.comptes import (
    COMPTES,
    DIRECTION_ANVP,
    DIRECTION_AUXILIA,
    MOT_DE_PASSE,
    PRESIDENT,
)
from benevoles.demo.construction import construire
from benevoles.demo.doublons import ecrire_doublons
from benevoles.doublons.paires import doublons
from benevoles.models import (
    Absence,
    Adhesion,
    Affectation,
    Benevole,
    BesoinDeclare,
    ConfirmationListe,
    Fonction,
    Habilitation,
    Invitation,
    Mandat,
    Rattachement,
    Section,
    Suspension,
)
from benevoles.verification import ecarts
from etablissements.models import Etablissement
from partenariat.models import Association, Utilisateur
from partenariat.periodes import ajouter_mois

RACINE = Path(__file__).resolve().parents[2]
AUJOURDHUI = dt.date(2026, 11, 23)
JANVIER_2014 = dt.date(2014, 1, 1)
DATES = [JANVIER_2014, dt.date(2019, 1, 1), AUJOURDHUI]
# Ce qui diffère sans que le pays change : heures, sels, jetons, identifiants d'agenda.
VARIABLES = {"applied", "cree_le", "password", "empreinte", "jeton", "expire_le", "uid"}
VARIABLES |= {"modifie_le", "history_date"}


@pytest.fixture(scope="module")
def pays(django_db_setup, django_db_blocker):
    """La démonstration du 23 novembre 2026, construite une fois pour tout le module."""
    with django_db_blocker.unblock(), transaction.atomic():
        construire(le=AUJOURDHUI)
        ecrire_doublons(AUJOURDHUI)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def deux_constructions(tmp_path_factory):
    """Deux bases faites par la commande, la seconde par-dessus une base pleine d'autre chose."""
    dossier = tmp_path_factory.mktemp("demo")
    neuve, refaite = dossier / "neuve.sqlite3", dossier / "refaite.sqlite3"
    with sqlite3.connect(refaite) as base:
        base.execute("CREATE TABLE reste (valeur)")
    base.close()
    en_cours = [_lancer(base) for base in (neuve, refaite)]
    for processus in en_cours:
        sortie, _ = processus.communicate(timeout=400)
        assert processus.returncode == 0, sortie
    return neuve, refaite


def _lancer(base):
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--sans-serveur", "--au", AUJOURDHUI.isoformat()],
        cwd=RACINE,
        env=_environnement(DEMO_DATABASE_URL=f"sqlite:///{base}"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _environnement(**variables):
    essais = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "DATABASE_POOL", "HTTPS", "DEMO"}
    return {c: v for c, v in os.environ.items() if c not in essais} | variables


def _lignes(fichier):
    base = sqlite3.connect(fichier)
    base.row_factory = sqlite3.Row
    tables = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    contenu = {
        nom: [
            {c: v for c, v in dict(ligne).items() if c not in VARIABLES}
            for ligne in base.execute(f'SELECT * FROM "{nom}" ORDER BY rowid')
        ]
        for (nom,) in tables.fetchall()
        if nom != "cache"  # n'est pas une donnée : vidé, il se refait
    }
    base.close()
    return contenu


def _ouverts(le):
    return Etablissement.objects.ouverts(le=le)


def _visiteurs(le):
    """Les personnes affectées comme VP, agrément valable, dans un établissement ouvert."""
    agrements = Habilitation.objects.valables(le=le).filter(nature=Habilitation.Nature.AGREMENT)
    valables = set(agrements.values_list("benevole", "etablissement"))
    presents = Affectation.objects.en_cours(le=le).filter(
        fonction=Fonction.VP, etablissement__in=_ouverts(le)
    )
    return {b for b, e in presents.values_list("benevole", "etablissement") if (b, e) in valables}


def _membres(association, le):
    adhesions = Adhesion.objects.en_cours(le=le).filter(association=association)
    return set(adhesions.values_list("benevole", flat=True))


def _titulaires(le):
    return Mandat.objects.en_cours(le=le).filter(fonction__in=Mandat.TITULAIRES)


def _compter_les_anomalies(le):
    par_etablissement = anomalies(Etablissement.objects.all(), le=le).values()
    return Counter(a.type for liste in par_etablissement for a in liste)


def test_1190_visiteurs_dont_135_presidents_ou_correspondants(pays):
    visiteurs = _visiteurs(JANVIER_2014)
    titulaires = set(_titulaires(JANVIER_2014).values_list("benevole", flat=True))

    assert (len(visiteurs), len(titulaires), len(visiteurs & titulaires)) == (1190, 135, 135)


def test_135_sections_d_un_a_quatre_etablissements_et_quelques_isoles(pays):
    rattaches = Rattachement.objects.en_cours(le=JANVIER_2014).filter(
        etablissement__in=_ouverts(JANVIER_2014)
    )
    tailles = Counter(rattaches.values_list("section", flat=True))

    assert len(tailles) == Section.objects.en_cours(le=JANVIER_2014).count() == 135
    assert set(tailles.values()) <= {1, 2, 3, 4}
    assert 1 <= 191 - rattaches.count() <= 10


def test_un_peu_plus_de_mille_membres_d_auxilia_dont_80_cp(pays):
    cp = Affectation.objects.en_cours(le=JANVIER_2014).filter(fonction=Fonction.CP)
    personnes = set(cp.values_list("benevole", flat=True))
    membres = _membres(Association.AUXILIA, JANVIER_2014)

    assert len(personnes) == 80
    assert personnes <= membres
    assert 1000 < len(membres) <= 1050
    assert 65 <= cp.values("etablissement").distinct().count() <= 75


def test_une_soixantaine_de_doubles_membres(pays):
    doubles = _membres(Association.ANVP, JANVIER_2014) & _membres(Association.AUXILIA, JANVIER_2014)

    assert 50 <= len(doubles) <= 70


@pytest.mark.parametrize("le", [*DATES, ajouter_mois(AUJOURDHUI, 6)])
def test_le_controle_en_sql_est_d_accord_partout(pays, le):
    assert ecarts(le=le) == []


def test_une_ou_deux_affectations_oubliees_dans_des_prisons_fermees(pays):
    assert 1 <= _compter_les_anomalies(AUJOURDHUI)[TypeAnomalie.FERME_AVEC_AFFECTATIONS] <= 2


def test_l_histoire_a_de_tout(pays):
    motifs = set(Affectation.objects.values_list("motif_fin", flat=True))
    agrements = Habilitation.objects.filter(nature=Habilitation.Nature.AGREMENT)

    assert {"engagement", "demenagement", "titre", "fermeture", "autre"} <= motifs
    assert Suspension.objects.exists()
    assert agrements.filter(provisoire=True).exists()
    assert agrements.filter(retiree_le__isnull=False).exists()
    assert agrements.filter(renouvellement_demande_le__isnull=False).exists()
    assert agrements.filter(debut__gt=AUJOURDHUI, decidee_le__lte=AUJOURDHUI).exists()


def test_rien_ne_commence_apres_le_jour_demande_que_ce_qui_est_deja_decide(pays):
    apres = Q(debut__gt=AUJOURDHUI)
    dates = Q(le__gt=AUJOURDHUI)

    for modele in (Affectation, Adhesion, Mandat, Rattachement, Section, Suspension):
        assert not modele.objects.filter(apres).exists(), modele
    for modele in (ConfirmationListe, BesoinDeclare):
        assert not modele.objects.filter(dates).exists(), modele
    assert not Habilitation.objects.filter(
        Q(decidee_le__gt=AUJOURDHUI)
        | Q(renouvellement_demande_le__gt=AUJOURDHUI)
        | Q(retiree_le__gt=AUJOURDHUI)
    ).exists()


def test_les_adresses_electroniques_ne_menent_a_personne(pays):
    reelles = Benevole.objects.exclude(Q(courriel="") | Q(courriel__endswith=".invalid"))

    assert not reelles.exists()
    assert not Utilisateur.objects.exclude(email__endswith=".invalid").exists()


@pytest.mark.parametrize("annonce", COMPTES, ids=lambda compte: compte.role)
def test_chaque_compte_annonce_ouvre_avec_le_mot_de_passe(pays, annonce):
    compte = Utilisateur.objects.get(email=annonce.courriel)

    assert (compte.nom_affiche, compte.check_password(MOT_DE_PASSE)) == (annonce.nom, True)


def test_le_president_a_de_quoi_faire(pays):
    section = Section.objects.get(
        mandats__in=_titulaires(AUJOURDHUI),
        mandats__benevole__utilisateur__email=PRESIDENT.courriel,
    )
    etablissements = Etablissement.objects.filter(
        rattachements__in=Rattachement.objects.en_cours(le=AUJOURDHUI).filter(section=section)
    )
    presents = Affectation.objects.en_cours(le=AUJOURDHUI).filter(
        fonction=Fonction.VP, etablissement__in=etablissements
    )
    liste = couvertures(etablissements, le=AUJOURDHUI)

    assert len(liste) in (2, 3)
    assert 10 <= presents.count() <= 14
    assert presents.count() > sum(c.effectif_vp for c in liste)
    assert Absence.objects.en_cours(le=AUJOURDHUI).filter(benevole__in=presents.values("benevole"))
    assert Habilitation.objects.valables(le=AUJOURDHUI).filter(
        etablissement__in=etablissements,
        benevole__in=presents.values("benevole"),
        fin__lt=ajouter_mois(AUJOURDHUI, 2),
    )
    recentes = ConfirmationListe.objects.filter(
        etablissement__in=etablissements, fonction=Fonction.VP
    )
    assert not recentes.filter(le__gt=ajouter_mois(AUJOURDHUI, -3)).exists()


@pytest.mark.parametrize(("annonce", "nombre"), [(DIRECTION_ANVP, 5), (DIRECTION_AUXILIA, 2)])
def test_quelques_personnes_saisies_deux_fois_sont_reconnues(pays, annonce, nombre):
    direction = Utilisateur.objects.get(email=annonce.courriel)
    sures = [paire for paire in doublons(direction) if paire.score >= 80]

    assert len(sures) == len({paire.raison for paire in sures}) == nombre


def test_des_invitations_attendent(pays):
    assert 2 <= Invitation.objects.sans_suite().count() <= 4


def test_deux_constructions_le_meme_jour_donnent_la_meme_base(deux_constructions):
    neuve, refaite = (_lignes(base) for base in deux_constructions)

    assert neuve.keys() == refaite.keys()
    assert [table for table in neuve if neuve[table] != refaite[table]] == []
    assert len(neuve["etablissements_etablissement"]) == 202


def test_sans_demonstration_la_commande_refuse_et_ne_touche_a_rien(db, settings):
    assert settings.DEMO is False
    compte = Utilisateur.objects.create_user("garde@exemple.test", nom_affiche="Garde")

    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo", sans_serveur=True)

    assert Utilisateur.objects.get() == compte
