"""Les dessins de l'évaluation imprimée : des images que tout lecteur sait lire, et leur texte."""

import base64
import dataclasses
import re
from itertools import accumulate
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from benevoles.couverture.statuts import StatutCroise
from etablissements.carte import fond
from suivi.evaluations.contours import contour_imprime
from suivi.evaluations.dessins import barres, carte
from suivi.evaluations.document import html
from suivi.evaluations.symboles import PAPIER, TRAITS, couches
from suivi.templatetags.suivi import en_image
from tests.fabrique_evaluations import creer_evaluation

UNE_IMAGE = re.compile(r'<img class="(.*?)" alt="(.*?)" src="data:image/svg\+xml;base64,(.*?)">')


@pytest.mark.django_db
def test_la_carte_imprimee_est_une_image_bien_formee_et_decrite():
    evaluation = creer_evaluation()
    images = UNE_IMAGE.findall(html(evaluation, evaluation.arrets.first()))
    assert "Carte des établissements" in images[0][1]
    for _, alt, octets in images:
        assert alt
        assert ElementTree.fromstring(base64.b64decode(octets)).tag.endswith("svg")


def test_un_dessin_garde_son_titre_et_ses_espaces_insecables():
    image = en_image("<svg><title>L’été&nbsp;: «\u00a05 &amp; 6\u00a0»</title></svg>", "graphique")
    [(classe, alt, octets)] = UNE_IMAGE.findall(image)
    assert (classe, alt) == ("graphique", "L’été\u00a0: «\u00a05 &amp; 6\u00a0»")
    assert (
        ElementTree.fromstring(base64.b64decode(octets))[0].text
        == "L’été\u00a0: «\u00a05 & 6\u00a0»"
    )


def test_la_carte_imprimee_pose_un_symbole_par_etablissement_et_connait_chaque_statut():
    assert set(TRAITS) == set(StatutCroise)
    lieux = [{"forme": statut, "x": 20.0, "y": 30.0} for statut in StatutCroise]
    poses = couches([*lieux, {"forme": "les_deux", "x": 8.0, "y": 6.0}], 2.0)
    halos = [chemin for trait, chemin in poses if trait.couleur == PAPIER]
    assert poses[: len(halos)] == [pose for pose in poses if pose[0].couleur == PAPIER]
    assert halos[0] == "M5.40 15.00h9.2M-0.60 3.00h9.2"
    assert sum(chemin.count("M") for chemin in halos) == len(lieux) + 1


def test_les_contours_imprimes_ont_moins_de_sommets_et_n_oublient_aucune_ile():
    traces = [trace for t in (*fond().departements, *fond().disps) for trace in t.traces]
    avant, apres = 0, 0
    for trace in traces:
        imprime = contour_imprime(trace.chemin)
        assert imprime.count("M") == imprime.count("z") == trace.chemin.count("M")
        boite, imprimee = trace.boite, dataclasses.replace(trace, chemin=imprime).boite
        assert max(abs(a - b) for a, b in zip(boite, imprimee, strict=True)) <= 2
        avant += len(_sommets(trace.chemin))
        apres += len(_sommets(imprime))
    assert apres < 0.8 * avant


def test_deux_voisins_imprimes_gardent_leur_frontiere_commune():
    a, b = "M0 0l10 0 0 5 1 2 0 3-11 0z", "M10 0l10 0 0 10-9 0 0-3-1-2z"
    frontiere = [(10, 0), (10, 4), (12, 8), (12, 10)]
    assert _sommets(contour_imprime(a))[1:5] == frontiere
    assert {*_sommets(contour_imprime(b))} >= {(10, 0), (10, 4), (12, 8)}


def _sommets(chemin):
    """Les sommets d'un chemin, en coordonnées absolues."""
    sommets = []
    for contour in chemin.split("M")[1:]:
        nombres = [int(n) for n in re.findall(r"-?\d+", contour)]
        sommets += accumulate(
            zip(nombres[::2], nombres[1::2], strict=True),
            lambda ici, pas: (ici[0] + pas[0], ici[1] + pas[1]),
        )
    return sommets


def test_sous_la_carte_imprimee_chaque_statut_montre_son_symbole():
    etablissements = [{"statut_croise": statut, "place": (300, 300)} for statut in StatutCroise]
    page = render_to_string("suivi/evaluation/_carte.html", {"carte": carte(etablissements)})
    legende = page[page.index('<ul class="legende">') :]
    assert len(set(re.findall(r'<img class="symbole"[^>]*src="([^"]+)"', legende))) == 5


def test_un_texte_imprime_se_centre_a_la_chasse_de_la_police():
    [_, derniere] = barres(
        [
            {"annee": 2017, "valeur": 1, "affichee": "1"},
            {"annee": 2018, "valeur": 84, "affichee": "84\u00a0%"},
        ]
    ).barres
    assert derniere.milieu - derniere.debut_de_la_valeur == round((2 * 0.51 + 0.2 + 0.84) * 5.5)
