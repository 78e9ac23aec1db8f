"""Un fichier que la base nomme et qui n'est plus rangé : dit par une phrase, et remplaçable."""

import hashlib
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertRedirects

from benevoles.models import Telechargement
from partenariat.rangement.nommes import fichiers_nommes
from suivi.archives.fabrication import demander as demander_l_archive
from suivi.archives.fabrication import fabriquer
from suivi.evaluations.fabrication import demander
from suivi.models import Archive, Document
from tests import fabrique, fabrique_imports
from tests.fabrique_evaluations import creer_evaluation

pytestmark = pytest.mark.django_db
EMPREINTE = hashlib.sha256(b"PDF").hexdigest()
MOT_DE_PASSE = "une-phrase-assez-longue-2014"


def _finir(objet):
    objet.fichier.save("", ContentFile(b"PDF"), save=False)
    objet.sha256, objet.taille, objet.avancement = EMPREINTE, 3, 100
    objet.fini_le = timezone.now()
    objet.save()


def _perdre(objet):
    objet.fichier.storage.delete(objet.fichier.name)


def _remplacer(objet):
    rangement, nom = objet.fichier.storage, objet.fichier.name
    rangement.delete(nom)
    assert rangement.save(nom, ContentFile(b"un autre")) == nom


@pytest.mark.parametrize("abimer", [_perdre, _remplacer])
def test_un_document_perdu_ou_remplace_se_dit_et_se_redemande(connecte, abimer):
    evaluation = creer_evaluation()
    document = demander(evaluation, par=None, forme="ua")
    _finir(document)
    assert demander(evaluation, par=None, forme="ua") == document
    abimer(document)
    client = connecte(fabrique.creer_direction())

    reponse = client.get(reverse("document_fichier", args=[document.pk]))

    assertRedirects(reponse, evaluation.get_absolute_url(), fetch_redirect_response=False)
    assertContains(client.get(reponse["Location"]), "Ce PDF n’est plus sur le serveur")
    assert demander(evaluation, par=None, forme="ua") != document
    # Son empreinte reste : elle reconnaît les copies déjà prises.
    assert Document.objects.filter(pk=document.pk, sha256=EMPREINTE).exists()
    assert document.fichier.name not in fichiers_nommes()  # l'alerte s'éteint
    assert client.get(reverse("document_fichier", args=[document.pk])).status_code == 302


@pytest.mark.parametrize("abimer", [_perdre, _remplacer])
def test_l_archive_de_l_association_dit_qu_un_document_redemande_est_perdu(abimer):
    direction, evaluation = fabrique.creer_direction(), creer_evaluation()
    document = demander(evaluation, par=direction, forme="ua")
    _finir(document)
    abimer(document)
    demander(evaluation, par=direction, forme="ua")
    archive = demander_l_archive(direction.droits.direction, par=direction)

    assert fabriquer.call(archive.pk)

    archive.refresh_from_db()
    noms = zipfile.ZipFile(archive.fichier.open()).namelist()
    assert f"documents/{document.pk}-evaluation.pdf.PERDU.txt" in noms


@pytest.mark.parametrize("abimer", [_perdre, _remplacer])
def test_une_archive_perdue_ou_remplacee_se_dit_et_n_est_pas_notee_comme_prise(connecte, abimer):
    compte = fabrique.creer_direction()
    compte.set_password(MOT_DE_PASSE)
    compte.save()
    client = connecte(compte)
    client.post(client.get(reverse("archives"))["Location"], {"password": MOT_DE_PASSE})
    archive = Archive(association=compte.droits.direction, demandee_par=compte)
    _finir(archive)
    abimer(archive)

    reponse = client.get(reverse("archive_fichier", args=[archive.pk]), follow=True)

    assertContains(reponse, "Cette archive n’est plus sur le serveur")
    assert not Telechargement.objects.exists()


def test_le_tableau_perdu_d_un_import_se_dit(connecte):
    compte = fabrique.creer_direction()
    lot = fabrique_imports.creer_import(par=compte)
    _perdre(lot)
    client = connecte(compte)

    for adresse in (
        reverse("import_colonnes", args=[lot.pk]),
        reverse("import_refus", args=[lot.pk, "csv"]),
    ):
        reponse = client.get(adresse, follow=True)
        assertContains(reponse, "n’est plus sur le serveur : envoyez-le de nouveau")
