"""Importer des formations : les sessions, et qui y était."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from hypothesis import given
from hypothesis import strategies as st

from benevoles.imports.rapport import comptes
from engagements.formations.places import inscrire
from engagements.models import Formation, Inscription, Session
from partenariat.models import Association
from tests import fabrique, fabrique_formations
from tests.fabrique_imports import appliquer, creer_import, defaire, en_csv
from tests.pieges import PIEGES, quelques

pytestmark = pytest.mark.django_db
AUXILIA = Association.AUXILIA
TITRES = ["Formation", "Début", "Fin", "Lieu", "Places", "Durée", "Nom", "Prénom", "Présence"]
PASSEE = ["Écoute", "12/03/2016 09:30", "17:00", "Lyon, salle 2", "12", "6,5"]


@pytest.fixture
def direction():
    return fabrique.creer_direction()


def _comptes(lot):
    return {sort.value: nombre for sort, nombre in comptes(lot) if nombre}


def _importer(par, *rangees):
    return creer_import(par=par, octets=en_csv(*rangees), sorte="formations")


def _raison(lot):
    [[colonne, valeur, phrase]] = lot.lignes.get(sort="refuse").raisons
    return colonne, valeur, phrase


def _des_sessions(disp):
    """À venir et passée, des deux associations, à des secondes quelconques."""
    fabrique_formations.creer_session(disp=disp, fermeture="financeur")
    autre = fabrique_formations.creer_formation(association=AUXILIA, titre="Écoute", heures=7)
    fabrique_formations.creer_session(formation=autre, dans=31, places=2)
    passee = fabrique_formations.creer_session(dans=-30, places=2)
    fabrique_formations.creer_presence(session=passee, heures="6.5")
    fabrique_formations.creer_inscription(session=passee, present=False)
    fabrique_formations.creer_inscription(session=passee, association=AUXILIA)
    return passee


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_nos_exports_de_formations_reviennent_sans_aucun_changement(connecte, direction, format):
    passee = _des_sessions(fabrique.creer_disp())
    for adresse, colonnes, lignes in (
        (reverse("formations_export", args=[format]), 10, 2),
        (reverse("session_export", args=[passee.pk, format]), 7, 3),
        (reverse("participations_export", args=[format]), 16, 5),
    ):
        octets = connecte(direction).get(adresse).content
        lot = creer_import(par=direction, octets=octets, nom=f"f.{format}", sorte="formations")
        assert (len(lot.colonnes), _comptes(lot)) == (colonnes, {"inchange": lignes})


@quelques(exemples=3)
@given(
    textes=st.lists(st.tuples(PIEGES.filter(bool), PIEGES), min_size=1, max_size=5),
    format=st.sampled_from(["csv", "xlsx", "ods"]),
)
def test_quels_que_soient_leurs_textes_les_participants_emportes_reviennent_sans_changement(
    client, direction, textes, format
):
    session = fabrique_formations.creer_session(dans=-30, places=9)
    for nom, prenom in textes:
        benevole = fabrique.creer_benevole(nom=nom, prenom=prenom or "Zoé")
        fabrique.creer_adhesion(benevole=benevole, debut=dt.date(2013, 9, 1))
        fabrique_formations.creer_presence(session=session, benevole=benevole)
    client.force_login(direction)

    octets = client.get(reverse("participations_export", args=[format])).content
    lot = creer_import(par=direction, octets=octets, nom=f"f.{format}", sorte="formations")

    assert set(_comptes(lot)) == {"inchange"}


def test_une_session_passee_arrive_avec_ses_participants_puis_se_defait(direction):
    zoe = fabrique_formations.creer_membre(nom="Durand", prenom="Zoé")
    luc = fabrique_formations.creer_membre(nom="Roy", prenom="Luc")
    lot = _importer(
        direction,
        TITRES,
        [*PASSEE, "DURAND", "zoe", "présente"],
        [*PASSEE, "Roy", "Luc", "absent"],
    )
    assert (_comptes(lot), Session.objects.count()) == ({"cree": 2}, 0)

    lot = appliquer(lot)
    session = Session.objects.get()
    assert localtime(session.debut).replace(tzinfo=None) == dt.datetime(2016, 3, 12, 9, 30)
    assert localtime(session.fin).time() == dt.time(17)
    assert (session.formation.association, session.formation.heures) == ("ANVP", Decimal("6.5"))
    assert (session.signalee_le, session.version) == (None, 1)
    notees = set(session.inscriptions.values_list("benevole", "present", "heures"))
    assert notees == {(zoe.pk, True, Decimal("6.5")), (luc.pk, False, None)}

    assert defaire(lot).etape == "defait"
    assert not any(modele.objects.exists() for modele in (Inscription, Session, Formation))


def test_la_presence_se_note_puis_se_defait_sauf_si_l_on_y_a_touche(direction):
    session = fabrique_formations.creer_session(dans=-30)
    inscription = fabrique_formations.creer_inscription(session=session)
    titres, ligne = ["N° de session", "N° de fiche", "Heures suivies"], [session.pk, "", "4,5"]
    ligne[1] = inscription.benevole_id

    lot = appliquer(_importer(direction, titres, ligne))
    inscription.refresh_from_db()
    assert (inscription.present, inscription.heures) == (True, Decimal("4.5"))
    assert defaire(lot).etape == "defait"
    inscription.refresh_from_db()
    assert (inscription.present, inscription.heures) == (None, None)

    lot = appliquer(_importer(direction, titres, ligne))
    Inscription.objects.update(heures=3)
    assert "quelqu’un y a touché" in defaire(lot).erreur


def test_on_ne_defait_pas_ce_qui_oterait_leur_place_a_des_inscrits(direction):
    session = fabrique_formations.creer_session(places=1)
    lot = appliquer(_importer(direction, ["N° de session", "Places"], [session.pk, 3]))
    for _ in range(3):
        inscrire(session, fabrique_formations.creer_membre(), le=localdate())

    lot = defaire(lot)

    session.refresh_from_db()
    assert (lot.etape, session.places) == ("applique", 3)
    assert "des personnes y sont inscrites" in lot.erreur


def test_deux_lignes_de_la_meme_session_se_defont_de_part_et_d_autre_d_un_paquet(
    direction, monkeypatch
):
    session = fabrique_formations.creer_session(dans=-30, places=1)
    titres = ["N° de session", "Places", "Lieu"]
    lot = _importer(direction, titres, [session.pk, 3, ""], [session.pk, "", "Ailleurs"])
    lot = appliquer(lot)
    assert _comptes(lot) == {"change": 2}
    monkeypatch.setattr("benevoles.imports.annulation.PAR_LOT", 1)

    assert defaire(lot).etape == "defait"

    session.refresh_from_db()
    assert (session.places, session.lieu) == (1, "Maison des associations, Lyon")


@pytest.mark.parametrize(
    ("colonne", "valeur", "phrase"),
    [
        ("Début", "12/03/2016", "Indiquez aussi l’heure"),
        ("Début", "12/03/1970 09:30", "après 1990"),
        ("Début", "12/03/2016 25:30", "n’est pas une heure"),
        ("Fin", "08:00", "La session finit avant"),
        ("Places", "0", "au moins une place"),
        ("Durée", "", "indiquez sa durée"),
        ("Lieu", "", "Indiquez le lieu"),
        ("Nom", "Inconnu", "importez d’abord la personne"),
        ("Présence", "peut-être", "Écrivez « présent » ou « absent »"),
        ("Association", "AUXILIA", "L’autre association propose"),
        ("Ouverte à", "mes amis", "Écrivez l’une de ces valeurs"),
        ("DISP", "Ailleurs", "DISP inconnue"),
        ("N° de session", "999999", "Aucune session n’a ce numéro"),
    ],
)
def test_une_valeur_fautive_refuse_la_ligne_et_dit_laquelle(direction, colonne, valeur, phrase):
    fabrique_formations.creer_membre(nom="Roy", prenom="Luc")
    ligne = dict(zip(TITRES, [*PASSEE, "Roy", "Luc", "présent"], strict=True)) | {colonne: valeur}

    lot = appliquer(_importer(direction, list(ligne), list(ligne.values())))

    assert (_comptes(lot), Session.objects.count()) == ({"refuse": 1}, 0)
    assert phrase.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in _raison(lot)[2]


def test_une_valeur_demesuree_ou_faite_d_espaces_rares_refuse_sa_ligne_et_elle_seule(direction):
    classeur = openpyxl.Workbook()
    jour, demesure = dt.datetime(2016, 3, 12, 9, 30), dt.datetime(9999, 12, 31, 23, 59, 59)
    for ligne in (
        ["Formation", "Début", "Places", "Lieu", "Durée"],
        ["Un", dt.datetime(9999, 12, 31, 20), 12, "Lyon", 6],
        ["Deux", demesure, 12, "Lyon", 6],
        ["Trois", jour, "\u2009", "Lyon", 6],
        ["Quatre", jour, 12, "\u2003", 6],
        ["Cinq", jour, 12, "Lyon", 6],
    ):
        classeur.active.append(ligne)
    classeur.save(octets := io.BytesIO())
    envoi = {"octets": octets.getvalue(), "nom": "f.xlsx", "sorte": "formations"}

    lot = appliquer(creer_import(par=direction, **envoi))

    assert _comptes(lot) == {"refuse": 4, "cree": 1}
    phrases = [ligne.raisons[0][2] for ligne in lot.lignes.filter(sort="refuse")]
    assert phrases[0].startswith("Cette date est trop lointaine")
    assert phrases[1:] == [
        "Cette valeur est hors de toute mesure.",
        "Indiquez le nombre de places.",
        "Indiquez le lieu.",
    ]


def test_une_association_ne_change_jamais_les_sessions_de_l_autre(direction):
    leur = fabrique_formations.creer_session(
        formation=fabrique_formations.creer_formation(association=AUXILIA), dans=-30
    )
    mien = fabrique_formations.creer_membre(nom="Roy", prenom="Luc")
    titres = ["N° de session", "Lieu", "N° de fiche", "Présence"]
    for ligne in ([leur.pk, "Ailleurs", "", ""], [leur.pk, "", mien.pk, "présent"]):
        assert _raison(appliquer(_importer(direction, titres, ligne)))[2].startswith("L’autre asso")
    leur.refresh_from_db()
    assert (leur.lieu, leur.inscriptions.count()) == ("Maison des associations, Lyon", 0)


def test_ce_qui_previent_quelqu_un_se_fait_a_l_ecran(direction):
    session = fabrique_formations.creer_session()
    membre = fabrique_formations.creer_membre()
    titres = ["N° de session", "Lieu", "N° de fiche"]
    lot = _importer(direction, titres, [session.pk, "", membre.pk])
    assert _raison(lot)[2].startswith("Cette session n’a pas encore eu lieu")

    fabrique_formations.creer_inscription(session=session)
    lot = appliquer(_importer(direction, titres, [session.pk, "Ailleurs", ""]))
    assert _raison(lot)[2].startswith("Des personnes y sont inscrites")


def test_deux_lignes_qui_se_contredisent_la_seconde_est_refusee(direction):
    for nom in ("Roy", "Durand"):
        fabrique_formations.creer_membre(nom=nom, prenom="Luc")
    ailleurs = [*PASSEE[:3], "Ailleurs", *PASSEE[4:]]
    lot = appliquer(
        _importer(
            direction,
            TITRES,
            [*PASSEE, "Roy", "Luc", "présent"],
            [*ailleurs, "Durand", "Luc", "présent"],
            [*PASSEE, "Roy", "Luc", "absent"],
        )
    )
    assert _comptes(lot) == {"cree": 1, "refuse": 2}
    assert Inscription.objects.get().present is True


def test_qui_n_est_plus_dans_le_fichier_se_montre_et_ne_change_pas(direction):
    session = fabrique_formations.creer_session(dans=-30)
    reste, parti = (fabrique_formations.creer_presence(session=session) for _ in range(2))
    lot = appliquer(
        _importer(direction, ["N° de session", "N° de fiche"], [session.pk, reste.benevole_id])
    )
    assert _comptes(lot) == {"inchange": 1, "absent": 1}
    assert lot.lignes.get().changements[0][0] == f"inscription de {parti.benevole}"


def test_un_numero_et_un_nom_qui_ne_vont_pas_ensemble_ne_notent_personne(direction):
    session = fabrique_formations.creer_session(dans=-30)
    inscrit = fabrique_formations.creer_inscription(session=session).benevole
    membre = fabrique_formations.creer_membre(nom="Roy", prenom="Luc")
    titres = ["N° de session", "N° de fiche", "Nom", "Prénom", "Présence"]
    for fiche, nom in ((inscrit, "Durand"), (membre, "Durand"), (membre, "ROY")):
        ligne = [session.pk, fiche.pk, nom, "Zoé", "présent"]
        lot = appliquer(_importer(direction, titres, ligne))
        assert _raison(lot)[2].startswith("Ce numéro est celui de la fiche")
    assert not Inscription.objects.filter(present=True).exists()


def test_seuls_ceux_qui_organisent_importent_des_formations():
    with pytest.raises(AssertionError, match="sorte"):
        _importer(fabrique.creer_president(etablissements=[fabrique.creer_etablissement()]), TITRES)


def test_trente_lignes_coutent_autant_de_requetes_que_trois(direction):
    fabrique_formations.creer_presence()
    formation = Formation.objects.get()
    comptees = []
    for nombre, jour in ((3, 12), (30, 13)):
        membres = [fabrique_formations.creer_membre(compte=False) for _ in range(nombre)]
        debut, durees = f"{jour}/03/2016 09:00", ["17:00", "Lyon", "40", ""]
        lignes = [
            [formation.titre, debut, *durees, m.nom, m.prenom, "présent", m.pk] for m in membres
        ]
        lot = _importer(direction, [*TITRES, "N° de fiche"], *lignes)
        assert _comptes(lot) == {"cree": nombre}
        with CaptureQueriesContext(connection) as requetes:
            appliquer(lot)
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]
