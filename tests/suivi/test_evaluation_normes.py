"""Les règles de PDF/UA-1 et de PDF/A-3 qu'une machine peut vérifier (aucun validateur ici).

PDF/UA-1 (protocole Matterhorn) : balisage (06), titre et langue (07, 11), titres sans saut (14),
tableaux (15), figures (13), liens (28), ordre de tabulation (28), polices (31). PDF/A-3 : structure
saine, métadonnées, rendu des couleurs, polices jointes, rien d'exécutable, pièce déclarée.
"""

import io
import re

import pikepdf
import pytest

from benevoles.models import Fonction
from suivi.evaluations.document import pdf
from suivi.models import Commentaire, Document
from tests import fabrique
from tests.fabrique_evaluations import creer_evaluation

pytestmark = pytest.mark.django_db
PAS_DANS_UN_PDF = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm"}


@pytest.fixture(scope="module")
def imprimes(django_db_setup, django_db_blocker):
    """Le même document sous ses deux formes, fait une fois pour tout le module."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        prison = fabrique.creer_etablissement(nom="Maison d’arrêt de l’Essai")
        fabrique.creer_vp(etablissement=prison)
        for fonction in Fonction:
            fabrique.confirmer(prison, fonction=fonction)
        evaluation = creer_evaluation()
        Commentaire.objects.create(
            evaluation=evaluation, rubrique="4", association="ANVP", texte="Nous avons progressé."
        )
        faits = {f: pdf(Document(evaluation=evaluation, forme=f)) for f in ("ua", "a3")}
        transaction.set_rollback(True)
    return faits


@pytest.fixture(params=["ua", "a3"])
def document(imprimes, request):
    with pikepdf.open(io.BytesIO(imprimes[request.param])) as ouvert:
        yield ouvert


@pytest.fixture
def accessible(imprimes):
    with pikepdf.open(io.BytesIO(imprimes["ua"])) as ouvert:
        yield ouvert


@pytest.fixture
def archive(imprimes):
    with pikepdf.open(io.BytesIO(imprimes["a3"])) as ouvert:
        yield ouvert


def balises(document):
    """Toutes les balises de la structure, dans l'ordre de lecture : (nom, balise)."""
    pile = [document.Root.StructTreeRoot]
    while pile:
        noeud = pile.pop()
        if "/S" in noeud:
            yield str(noeud.S), noeud
        enfants = noeud.get("/K", [])
        enfants = enfants if isinstance(enfants, pikepdf.Array) else [enfants]
        pile.extend(e for e in reversed(enfants) if isinstance(e, pikepdf.Dictionary))


def polices(document):
    for objet in document.objects:
        if isinstance(objet, pikepdf.Dictionary) and objet.get("/Type") == "/Font":
            yield objet


def test_qpdf_ne_trouve_rien_a_redire(document):
    assert document.check_pdf_syntax() == []


def test_il_est_balise_en_francais_avec_un_titre_affiche(document):
    racine = document.Root
    assert bool(racine.MarkInfo.Marked)
    assert not bool(racine.MarkInfo.get("/Suspects", False))
    assert str(racine.Lang) == "fr"
    assert bool(racine.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadonnees:
        assert "Évaluation 2015-2016" in metadonnees["dc:title"]


def test_il_dit_la_norme_qu_il_suit(accessible, archive):
    with accessible.open_metadata() as metadonnees:
        assert metadonnees["pdfuaid:part"] == "1"
    with archive.open_metadata() as metadonnees:
        assert metadonnees.pdfa_status == "3A"


def test_toutes_les_polices_sont_jointes_et_se_relisent(document):
    descripteurs = [
        objet
        for objet in document.objects
        if isinstance(objet, pikepdf.Dictionary) and objet.get("/Type") == "/FontDescriptor"
    ]
    assert descripteurs
    assert all({"/FontFile2", "/FontFile3"} & set(d.keys()) for d in descripteurs)
    composites = [p for p in polices(document) if p.Subtype == "/Type0"]
    assert composites
    assert all("/ToUnicode" in p for p in composites)


def test_les_titres_ne_sautent_aucun_niveau(document):
    niveaux = [int(nom[2:]) for nom, _ in balises(document) if re.fullmatch("/H[1-6]", nom)]
    assert niveaux[0] == 1
    assert all(suivant <= niveau + 1 for niveau, suivant in zip(niveaux, niveaux[1:], strict=False))


def test_chaque_figure_a_son_texte(document):
    textes = [str(noeud.get("/Alt", "")) for nom, noeud in balises(document) if nom == "/Figure"]
    assert textes[0].startswith("Carte des établissements")
    assert all(textes)


def test_chaque_cellule_dit_de_quels_entetes_elle_depend(document):
    connus = {bytes(noeud.ID) for nom, noeud in balises(document) if nom == "/TH"}
    cellules = [noeud for nom, noeud in balises(document) if nom == "/TD"]
    assert connus
    assert cellules
    for cellule in cellules:
        siens = {bytes(entete) for entete in cellule.A.get("/Headers", [])}
        assert siens
        assert siens <= connus


def test_les_lignes_d_un_tableau_ont_le_meme_nombre_de_cellules(document):
    for nom, tableau in balises(document):
        if nom != "/Table":
            continue
        lignes = [n for quoi, n in _descendants(tableau) if quoi == "/TR"]
        largeurs = {sum(_colonnes(c) for c in ligne.K) for ligne in lignes}
        assert len(largeurs) == 1, largeurs


def _descendants(noeud):
    enfants = noeud.get("/K", [])
    for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
        if isinstance(enfant, pikepdf.Dictionary) and "/S" in enfant:
            yield str(enfant.S), enfant
            yield from _descendants(enfant)


def _colonnes(cellule):
    attributs = cellule.get("/A")
    attributs = attributs if isinstance(attributs, pikepdf.Array) else [attributs]
    return max(int(a.get("/ColSpan", 1)) if a is not None else 1 for a in attributs)


def test_les_liens_disent_ou_ils_menent_dans_l_ordre_de_la_page(document):
    for page in document.pages:
        notes = page.get("/Annots", [])
        if len(notes):
            assert page.Tabs == "/S"
        for note in notes:
            assert note.Subtype == "/Link"
            assert "/StructParent" in note
            assert str(note.get("/Contents", "")).strip()


def test_rien_ne_s_execute_et_rien_n_est_chiffre(document):
    assert not document.is_encrypted
    assert "/AA" not in document.Root
    assert "/AcroForm" not in document.Root
    actions = {
        str(objet.S)
        for objet in document.objects
        if isinstance(objet, pikepdf.Dictionary) and "/S" in objet and "/URI" not in objet
    }
    assert not actions & PAS_DANS_UN_PDF


def test_l_archive_sait_rendre_ses_couleurs_et_declare_sa_piece(archive):
    [intention] = archive.Root.OutputIntents
    assert intention.S == "/GTS_PDFA1"
    assert "/DestOutputProfile" in intention
    assert len(archive.trailer.ID) == 2
    [piece] = {piece.objgen: piece for piece in archive.Root.AF}.values()
    assert piece.AFRelationship == "/Data"
    assert str(piece.UF).endswith(".json")
    assert str(piece.EF.F.Subtype) == "/application/json"
    assert "/ModDate" in piece.EF.F.Params
