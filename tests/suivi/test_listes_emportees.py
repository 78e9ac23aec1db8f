"""Chaque liste s'emporte telle qu'on la lit : mêmes lignes, pour chaque rôle et chaque filtre."""

import csv
import io

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagements.models import PointDeSuivi
from tests import fabrique, fabrique_convention, fabrique_formations, fabrique_reunions
from tests.monde import ROLES, creer_monde

pytestmark = pytest.mark.django_db


def _du_tableau(attribut):
    return lambda c: [str(attribut(rangee.record)) for rangee in c["table"].rows]


def _des(nom, attribut):
    return lambda c: [str(attribut(ligne)) for ligne in c[nom] or []]


# Adresse de la page : la colonne du fichier, et ce que la page en montre.
LISTES = {
    "etablissements": ("Code", _du_tableau(lambda x: x.etablissement.code)),
    "recensement": ("Code", _du_tableau(lambda x: x.etablissement.code)),
    "demandes": ("Demande", _du_tableau(lambda x: x.numero)),
    "actions": ("Action", _du_tableau(lambda x: x.titre)),
    "recrutements": ("Établissement", _du_tableau(lambda x: x.etablissement)),
    "tableau_de_bord": ("DISP", _des("par_disp", lambda x: x.disp or "France entière")),
    "personnes": ("N° de fiche", _des("page", lambda x: x.pk)),
    "double_adhesion": ("N° de fiche", _des("page", lambda x: x.pk)),
    "comptes": ("Nom", _des("page", lambda x: x.nom_affiche)),
    "fusions": ("N° conservé", _des("page", lambda x: x.conserve_id)),
    "doublons": ("N° d’une fiche", _des("page", lambda x: x.une.pk)),
    "publications": ("Titre", _des("page", lambda x: x.titre)),
    "sections": ("Section", _des("sections", lambda x: x.nom)),
    "demarches": ("Établissement", _des("page", lambda x: x.etablissement)),
    "formations": ("Formation", _des("lignes", lambda x: x.session.formation.titre)),
    "positions": ("Position", _des("lignes", lambda x: x[0])),
    "gncp": ("Ce qui a été fait", lambda c: [e.texte for e in c["etude"].etapes]),
    "enquetes": (
        "Enquête",
        lambda c: [*map(str, c["ouvertes"]), *(str(e) for e, _ in c["autres"])],
    ),
    "evaluations": ("Année", _des("evaluations", lambda x: x.libelle)),
    "effacements": ("N° de fiche", _des("page", lambda x: x.pk)),
    "reunions": ("Réunion", lambda c: [r.titre for r in [*c["a_venir"], *c["passees"]]]),
}
FILTRES = {
    "etablissements": {"q": "introuvable"},
    "demandes": {"etat": "ouvertes"},
    "reunions": {"miennes": "on"},
    "personnes": {"situation": "presents"},
    "actions": {"association": "AUXILIA"},
}
FILTRENT = ("direction_anvp", "president")


def lire(reponse):
    return list(csv.DictReader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))


def test_le_fichier_a_les_lignes_de_la_page_pour_chaque_role_et_chaque_filtre(connecte):
    comptes, *_ = creer_monde()
    ecarts, lignes = [], 0
    for role in ROLES[1:]:
        client = connecte(comptes[role])
        for nom, (colonne, montrees) in LISTES.items():
            filtres = [{}, FILTRES[nom]] if nom in FILTRES and role in FILTRENT else [{}]
            for filtre in filtres:
                caches["memoire"].clear()  # une page gardée se montre sans son contexte
                page = client.get(reverse(nom), filtre)
                fichier = client.get(reverse(f"{nom}_export", args=["csv"]), filtre)
                if page.status_code != 200 or fichier.status_code != 200:
                    continue  # qui entre où : la matrice le dit
                lues, attendues = lire(fichier), montrees(page.context)
                lignes += len(lues)
                if sorted({li[colonne] for li in lues}) != sorted(set(attendues)):
                    ecarts.append((role, nom, filtre, attendues, [li[colonne] for li in lues]))
    assert ecarts == []
    assert lignes > 100


def _reunion():
    fabrique_reunions.creer_reunion()


def _section():
    fabrique.creer_mandat(section=fabrique.creer_section())


@pytest.mark.parametrize(
    ("nom", "creer"),
    [
        ("reunions", _reunion),
        ("sections", _section),
        ("comptes", fabrique.creer_delegue),
        ("formations", fabrique_formations.creer_session),
        ("double_adhesion", lambda: fabrique.creer_adhesion(benevole=fabrique.creer_benevole())),
        ("etablissements", fabrique.creer_etablissement),
    ],
)
def test_emporter_trois_lignes_ne_coute_pas_plus_de_lectures_qu_une(connecte, nom, creer):
    client = connecte(fabrique.creer_direction())
    nombres = []
    for _ in range(2):
        creer()
        adresse = reverse(f"{nom}_export", args=["csv"])
        client.get(adresse)  # ce qui se garde d'une version des données à l'autre
        with CaptureQueriesContext(
            connection,
        ) as lectures:
            lignes = lire(client.get(adresse))
        nombres.append(len(lectures))
        creer()
        creer()
    assert lignes
    assert nombres[0] == nombres[1]


def test_les_points_et_les_engagements_d_une_convention_s_emportent_en_entier(connecte):
    decision = fabrique_convention.creer_decision()
    seul = PointDeSuivi.objects.create(
        categorie=decision.point.categorie, le=decision.point.le, titre="Sans décision"
    )
    client = connecte(fabrique.creer_direction())
    convention, numero = seul.categorie.convention, seul.categorie.numero
    page = client.get(reverse("categorie", args=[convention.code, numero])).content.decode()
    assert 'href="export.csv' in page

    points = lire(client.get(reverse("points_export", args=[convention.code, numero, "csv"])))
    assert {(p["Objet"], p["Décision"]) for p in points} == {
        (decision.point.titre, decision.texte),
        ("Sans décision", ""),
    }
    promis = lire(client.get(reverse("engagements_export", args=[convention.code, "csv"])))
    assert decision.engagement.texte in {p["Texte de la convention"] for p in promis}
