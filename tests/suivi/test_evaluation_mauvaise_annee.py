"""Le PDF d'une mauvaise année : rien de fait, des noms très longs, quarante manques en une DISP."""

import io
import re

import pytest
from django.db import transaction
from pypdf import PdfReader

from benevoles.models import Fonction
from suivi.evaluations.document import pdf
from suivi.models import Commentaire, Document
from tests import fabrique
from tests.fabrique_evaluations import creer_evaluation

pytestmark = pytest.mark.django_db
MANQUES = 40
LONG = "Centre pénitentiaire de Saint-Quentin-Fallavier-et-Villefontaine-en-Isle-Crémieu quartier"
INSECABLE = "Llanfairpwllgwyngyll" * 5
MILLIMETRE = 72 / 25.4
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)


def une_mauvaise_annee():
    disp = fabrique.creer_disp()
    for rang in range(MANQUES):
        nom = INSECABLE if rang == 7 else f"{LONG} {rang:02}"
        prison = fabrique.creer_etablissement(nom=nom, disp=disp)
        for fonction in Fonction:
            fabrique.confirmer(prison, fonction=fonction)
    evaluation = creer_evaluation()
    Commentaire.objects.create(
        evaluation=evaluation, rubrique="4", association="ANVP", texte="Jérimadeth. " * 330
    )
    return evaluation


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker):
    """Le document, fait une fois pour tout le module."""
    with django_db_blocker.unblock(), transaction.atomic():
        octets = pdf(Document(evaluation=une_mauvaise_annee(), forme="ua"))
        transaction.set_rollback(True)
    return PdfReader(io.BytesIO(octets)).pages


def test_une_mauvaise_annee_s_imprime_entiere(pages):
    """Chaque manque y est, l'en-tête revient à chaque page, et ce qui manque est dit."""
    textes = [re.sub(r"\s+", " ", page.extract_text()) for page in pages]
    tout = " ".join(textes)
    serre = tout.replace(" ", "")
    for rang in range(MANQUES):
        nom = INSECABLE if rang == 7 else f"{LONG} {rang:02}"
        assert nom.replace(" ", "") in serre
    suites = [t for t in textes if "Isle-Crémieu" in t]
    assert len(suites) > 2
    assert all("Recherche en cours" in t for t in suites)
    assert f": {MANQUES}" in tout
    assert tout.count("N’a pas commenté.") >= 11
    assert tout.count("Jérimadeth.") == 330
    assert tout.count("Aucune action notée dans l’année") > 5


def test_aucun_texte_ne_sort_de_la_page(pages):
    places = []
    for page in pages:
        page.extract_text(
            visitor_text=lambda t, cm, tm, police, corps: (
                places.append((t, tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]))
                if t.strip()
                else None
            )
        )
    assert places
    assert [p for p in places if not (0 <= p[1] <= A4[0] and 0 <= p[2] <= A4[1])] == []
