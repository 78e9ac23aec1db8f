"""Importer des actions : ce qu'on emporte revient tel quel, et l'écran dicte les règles."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from benevoles.imports.rapport import comptes
from engagements.models import Action
from tests import fabrique, fabrique_actions, fabrique_convention
from tests.fabrique_imports import appliquer, creer_import, defaire, en_csv
from tests.pieges import PIEGES, quelques

pytestmark = pytest.mark.django_db
JOUR = localdate()
TITRES = ["Date", "Action", "Établissement", "Engagements"]


@pytest.fixture
def prison():
    fabrique_convention.charger_la_convention()
    return fabrique.creer_etablissement(nom="Maison d’arrêt de Valmont")


@pytest.fixture
def direction():
    return fabrique.creer_direction()


def _comptes(lot):
    return {sort.value: nombre for sort, nombre in comptes(lot) if nombre}


def _importer(par, *rangees, nom="actions.csv"):
    return creer_import(par=par, octets=en_csv(*rangees), sorte="actions", nom=nom)


def _raison(lot):
    [[colonne, valeur, phrase]] = lot.lignes.get().raisons
    return colonne, valeur, phrase


def _des_actions_de_toutes_sortes(prison):
    fabrique_actions.creer_demarche(
        etablissement=prison, facilites=["creneau", "salle"], description="Deux lignes,\r\n ici. "
    )
    fabrique_actions.creer_action(
        etablissement=prison, titre="=1+1", voie="cp", orientations=3, numeros=["1.1", "4.3"]
    )
    fabrique_actions.creer_action(disp=prison.disp, etat="prevue", le=JOUR - dt.timedelta(days=3))
    fabrique_actions.creer_action(
        niveau="national", numeros=["4.2"], par_anvp=False, par_auxilia=True
    )


@pytest.mark.parametrize("format", ["csv", "xlsx", "ods"])
def test_notre_export_d_actions_revient_sans_aucun_changement(connecte, prison, format):
    _des_actions_de_toutes_sortes(prison)
    president = fabrique.creer_president(etablissements=[prison])

    for compte in (fabrique.creer_direction(), president):
        octets = connecte(compte).get(reverse("actions_export", args=[format])).content
        lot = creer_import(par=compte, octets=octets, nom=f"a.{format}", sorte="actions")
        assert len(lot.colonnes) == 16
        assert _comptes(lot)["inchange"] == Action.objects.visibles_par(compte).count()
        assert not lot.lignes.exists()


@quelques(exemples=3)
@given(
    textes=st.lists(st.tuples(PIEGES.filter(bool), PIEGES), min_size=1, max_size=5),
    format=st.sampled_from(["csv", "xlsx", "ods"]),
)
def test_quels_que_soient_leurs_textes_les_actions_emportees_reviennent_sans_changement(
    client, prison, direction, textes, format
):
    Action.objects.all().delete()
    for titre, description in textes:
        fabrique_actions.creer_action(etablissement=prison, titre=titre, description=description)
    client.force_login(direction)

    octets = client.get(reverse("actions_export", args=[format])).content
    lot = creer_import(par=direction, octets=octets, nom=f"a.{format}", sorte="actions")

    assert _comptes(lot) == {"inchange": len(textes)}


def test_une_action_nouvelle_arrive_avec_ce_que_l_ecran_lui_donnerait(prison, direction):
    titres = [*TITRES, "Auprès de", "Facilités obtenues", "ANVP", "AUXILIA"]
    demain = JOUR + dt.timedelta(days=1)

    lot = _importer(
        direction,
        titres,
        [
            "3 mars 2016",
            "Réunion au SPIP",
            prison.nom,
            "2.2",
            "SPIP",
            "salle, un créneau",
            *["oui"] * 2,
        ],
        [f"{demain:%d/%m/%Y}", "", prison.nom, "1.1", *[""] * 4],
    )
    assert (_comptes(lot), Action.objects.count()) == ({"cree": 2}, 0)
    appliquer(lot)

    a_venir, faite = Action.objects.order_by("-le")
    assert (faite.facilites, faite.interlocuteur) == (["salle", "creneau"], "spip")
    assert (faite.par_anvp, faite.par_auxilia, faite.etat) == (True, True, "faite")
    assert [e.numero for e in faite.engagements.all()] == ["2.2"]
    assert (a_venir.titre, a_venir.etat) == ("Information sur les cours d’AUXILIA", "prevue")
    assert (a_venir.par_anvp, a_venir.cree_par, a_venir.version) == (True, direction, 1)


@pytest.mark.parametrize(
    ("colonne", "valeur", "phrase"),
    [
        ("Date", "1/1/1970", "après 1990"),
        ("Date", "1/1/2013", "Aucune convention n’avait cet engagement"),
        ("Date", "31/02/2016", "n’est pas une date"),
        ("Établissement", "Alcatraz", "Établissement inconnu"),
        ("Établissement", "", "Dites où"),
        ("Engagements", "tous", "Écrivez les numéros"),
        ("Engagements", "7.3", "pas d’engagement 7.3"),
        ("Engagements", "2.2", "Dites auprès de qui."),
        ("État", "rêvée", "Écrivez l’une de ces valeurs"),
        ("État", "prévue", "Une action prévue est à venir"),
        ("Auprès de", "SPIP", "Seule une démarche (2.2)"),
        ("Orientation", "vers un visiteur de l’ANVP", "Dites combien"),
        ("Action", "x" * 121, "120 signes au plus."),
        ("N° d’action", "999999", "Aucune action que vous voyez"),
        ("N° d’action", "9" * 20, "Ce n’est pas un de nos numéros"),
        ("Niveau", "national", "est local"),
        ("DISP", "Ailleurs", "DISP inconnue"),
    ],
)
def test_une_valeur_fautive_refuse_la_ligne_et_dit_laquelle(
    prison, direction, colonne, valeur, phrase
):
    bonne = dict(zip(TITRES, ["3/3/2016", "Information", prison.nom, "1.1"], strict=True))
    ligne = bonne | {colonne: valeur}

    lot = appliquer(_importer(direction, list(ligne), list(ligne.values())))

    assert _comptes(lot) == {"refuse": 1}
    assert phrase in _raison(lot)[2]
    assert not Action.objects.exists()


def test_une_association_ne_change_jamais_les_actions_de_l_autre(prison, direction):
    autre = fabrique_actions.creer_action(
        etablissement=prison, par_anvp=False, par_auxilia=True, description="À eux."
    )
    titres = ["N° d’action", "ANVP", "AUXILIA", "Description"]

    for ligne in ([autre.pk, "", "", "Pirate"], [autre.pk, "oui", "non", ""]):
        lot = appliquer(_importer(direction, titres, ligne))
        assert _raison(lot)[2].startswith("Cette action a été notée par d’autres")
    lot = _importer(direction, [*TITRES, "AUXILIA"], ["3/3/2016", "", prison.nom, "1.1", "oui"])
    assert _raison(lot)[:2] == ("AUXILIA", "oui")

    autre.refresh_from_db()
    assert (autre.description, autre.par_anvp, autre.version) == ("À eux.", False, 1)


def test_un_president_ne_note_que_la_ou_il_agit_et_ne_voit_pas_ailleurs(prison):
    ailleurs = fabrique_actions.creer_action(etablissement=fabrique.creer_etablissement())
    president = fabrique.creer_president(etablissements=[prison])

    lot = appliquer(
        _importer(
            president,
            [*TITRES, "N° d’action", "Niveau"],
            ["3/3/2016", "Ici", prison.nom, "1.1", "", ""],
            ["3/3/2016", "Là", ailleurs.etablissement.nom, "1.1", "", ""],
            ["3/3/2016", "Partout", "", "1.1", "", "national"],
            ["", "Pirate", "", "", ailleurs.pk, ""],
        )
    )

    assert _comptes(lot) == {"cree": 1, "refuse": 3}
    assert set(Action.objects.values_list("titre", flat=True)) == {"Ici", ailleurs.titre}


def test_un_champ_change_s_applique_puis_se_defait(prison, direction):
    action = fabrique_actions.creer_demarche(
        etablissement=prison, facilites=["salle"], description="Avant"
    )
    titres = ["N° d’action", "Description", "Facilités obtenues"]
    lot = _importer(direction, titres, [action.pk, "Après", "un créneau"])
    assert lot.lignes.get().changements == [
        ["facilités obtenues", "une salle", "un créneau"],
        ["quelques mots", "Avant", "Après"],
    ]

    lot = appliquer(lot)
    action.refresh_from_db()
    assert (action.description, action.facilites) == ("Après", ["creneau"])
    assert (action.version, action.modifie_par) == (2, direction)

    assert defaire(lot).etape == "defait"
    action.refresh_from_db()
    assert (action.description, action.facilites) == ("Avant", ["salle"])


def test_une_action_creee_disparait_quand_l_import_se_defait_sauf_si_l_on_y_a_touche(
    prison, direction
):
    ligne = ["3/3/2016", "Information", prison.nom, "1.1, 4.3"]
    defaire(appliquer(_importer(direction, TITRES, ligne)))
    assert not Action.objects.exists()

    lot = appliquer(_importer(direction, TITRES, ligne))
    Action.objects.get().enregistrer(par=None)
    assert "quelqu’un y a touché" in defaire(lot).erreur
    assert Action.objects.get().engagements.count() == 2


def test_les_engagements_d_une_action_notee_ne_se_changent_pas(prison, direction):
    action = fabrique_actions.creer_action(etablissement=prison)
    lot = _importer(direction, ["N° d’action", "Engagements"], [action.pk, "4.3"])
    assert _raison(lot)[2].startswith("Les engagements d’une action déjà notée")


@pytest.mark.parametrize(
    "ecrit", ["4.3", 4.3, "4,3", "04/03/2026", dt.date(2026, 3, 4), "1.1 et 4.3"]
)
def test_un_engagement_pris_pour_un_nombre_ou_une_date_se_lit(prison, direction, ecrit):
    classeur = openpyxl.Workbook()
    for rangee in (TITRES, [dt.date(2016, 3, 3), "Réunion", prison.nom, ecrit]):
        classeur.active.append(rangee)
    sortie = io.BytesIO()
    classeur.save(sortie)
    lot = creer_import(par=direction, octets=sortie.getvalue(), nom="a.xlsx", sorte="actions")
    appliquer(lot)
    assert "4.3" in [e.numero for e in Action.objects.get().engagements.all()]


def test_deux_lignes_de_la_meme_action_la_seconde_est_refusee(prison, direction):
    action = fabrique_actions.creer_action(etablissement=prison)
    titres = [*TITRES, "N° d’action"]
    neuve = ["3/3/2016", "Information", prison.nom, "1.1", ""]
    connue = [f"{action.le:%d/%m/%Y}", action.titre, prison.nom, "1.1"]
    en_capitales = [connue[0], action.titre.upper(), prison.nom, "1.1", ""]
    lot = appliquer(
        _importer(
            direction, titres, neuve, neuve, [*connue, action.pk], [*connue, ""], en_capitales
        )
    )
    assert _comptes(lot) == {"refuse": 3, "cree": 1, "inchange": 1}
    assert Action.objects.count() == 2


def test_ce_qui_n_est_plus_dans_le_fichier_se_montre_et_ne_change_pas(prison, direction):
    reste, partie = (
        fabrique_actions.creer_action(etablissement=prison, titre=titre) for titre in "AB"
    )
    fabrique_actions.creer_action(titre="Ailleurs")
    lot = appliquer(_importer(direction, ["N° d’action"], [reste.pk]))
    assert (_comptes(lot), lot.lignes.get().objet) == ({"inchange": 1, "absent": 1}, partie.pk)
    assert Action.objects.count() == 3


def test_trente_lignes_coutent_autant_de_requetes_que_trois(prison, direction):
    fabrique_actions.creer_action(etablissement=prison, le=dt.date(2016, 3, 3))
    comptees = []
    for nombre in (3, 30):
        lignes = [["3/3/2016", f"{nombre}-{i}", prison.nom, "1.1"] for i in range(nombre)]
        lot = _importer(direction, TITRES, *lignes)
        with CaptureQueriesContext(connection) as requetes:
            appliquer(lot)
        comptees.append(len(requetes))
    assert comptees[0] == comptees[1]
