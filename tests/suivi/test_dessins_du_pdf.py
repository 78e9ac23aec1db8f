"""Les dessins de l'évaluation imprimée : des images que tout lecteur sait lire, et leur texte."""

import base64
import re
from xml.etree import ElementTree

import pytest

from suivi.evaluations.document import html
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
