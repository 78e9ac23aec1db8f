"""Les pages d'un import : envoyer, vérifier les colonnes, lire, appliquer ; et l'oubli."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from benevoles.imports.taches import faire, lancer, oublier_les_imports
from benevoles.models import Benevole, Import, ProfilImport, Telechargement
from partenariat.models import Association
from tests.ecran import texte
from tests.fabrique import (
    creer_affectation,
    creer_compte_vp,
    creer_direction,
    creer_etablissement,
    creer_president,
)
from tests.fabrique_imports import avancer, creer_import, en_csv, envoyer

pytestmark = pytest.mark.django_db


def _fichier(*rangees, nom="liste.csv"):
    return {"sorte": "personnes", "fichier": SimpleUploadedFile(nom, en_csv(*rangees))}


def test_de_l_envoi_a_l_enregistrement_en_corrigeant_une_colonne(connecte):
    client = connecte(creer_direction())
    prison = creer_etablissement()
    rangees = ["Patronyme", "Prénom", "Code", "Depuis"], ["Roy", "Luc", prison.code, "1/9/2013"]

    reponse = client.post(reverse("imports"), _fichier(*rangees))
    lot = Import.objects.get()
    assert reponse.url == reverse("import_colonnes", args=[lot.pk])
    assert "nom" not in lot.colonnes
    colonnes = {cle: str(rang) for cle, rang in lot.colonnes.items()}
    client.post(reponse.url, colonnes | {"nom": "0", "profil": "Fichier du siège"})
    faire.func(lot.pk)
    assertContains(client.get(lot.get_absolute_url()), "Tout enregistrer (1 ligne)")
    assert not Benevole.objects.filter(nom="Roy").exists()
    client.post(reverse("import_geste", args=[lot.pk, "application"]))
    faire.func(lot.pk)

    assertContains(client.get(lot.get_absolute_url()), "Import enregistré")
    assert Benevole.objects.filter(nom="Roy").exists()
    profil = ProfilImport.objects.get(nom="Fichier du siège")
    client.post(reverse("imports"), _fichier(*rangees) | {"profil": profil.pk})
    assert Import.objects.first().colonnes["nom"] == 0


def test_deux_donnees_ne_viennent_pas_de_la_meme_colonne(connecte):
    direction = creer_direction()
    lot = envoyer(par=direction, octets=en_csv(["Nom", "Prénom"], ["Roy", "Luc"]))

    adresse = reverse("import_colonnes", args=[lot.pk])
    reponse = connecte(direction).post(adresse, {"nom": "0", "prenom": "0"})

    assertContains(reponse, "Cette colonne du tableau est déjà celle de « Nom ».")
    lot.refresh_from_db()
    assert lot.etape == Import.Etape.COLONNES


@pytest.mark.parametrize(("nom", "octets"), [("a.csv", b""), ("a.pdf", b"%PDF"), ("a.xlsx", b"PK")])
def test_un_fichier_qui_ne_se_lit_pas_le_dit_et_rien_n_est_garde(connecte, nom, octets):
    envoi = {"sorte": "personnes", "fichier": SimpleUploadedFile(nom, octets)}

    reponse = connecte(creer_direction()).post(reverse("imports"), envoi)

    assertContains(reponse, "en-erreur")
    assert not Import.objects.exists()


def test_les_lignes_refusees_se_telechargent_avec_leur_raison(connecte):
    direction = creer_direction()
    rangees = ["Nom", "Prénom", "Mail"], ["Roy", "Luc", "=non"], ["Roy", "Ève", ""]
    lot = creer_import(par=direction, octets=en_csv(*rangees))

    reponse = connecte(direction).get(reverse("import_refus", args=[lot.pk, "csv"]))

    lignes = list(csv.reader(io.StringIO(reponse.content.decode("utf-8-sig")), delimiter=";"))
    assert lignes[0] == ["Nom", "Prénom", "Mail", "Pourquoi cette ligne est refusée"]
    assert [ligne[:3] for ligne in lignes[1:]] == [["Roy", "Luc", "'=non"], ["Roy", "Ève", ""]]
    assert "adresse électronique" in lignes[1][3]
    note = Telechargement.objects.get()
    assert (note.compte, note.liste) == (direction, "Lignes refusées d’un import")
    assert (note.format, note.lignes, note.personnel) == ("csv", 2, True)
    assert note.filtres == f"import n° {lot.pk}, personnes"


def test_l_import_d_un_autre_ne_se_voit_ni_ne_s_applique(connecte):
    lot = creer_import(par=creer_direction())
    for autre in (creer_direction(), creer_direction(association=Association.AUXILIA)):
        client = connecte(autre)
        assert client.get(lot.get_absolute_url()).status_code == 404
        geste = reverse("import_geste", args=[lot.pk, "application"])
        assert client.post(geste).status_code == 404
    assert connecte(creer_compte_vp()).get(reverse("imports")).status_code == 403


def test_qui_a_change_de_role_n_applique_plus_ce_qu_il_avait_essaye():
    direction = creer_direction()
    prison = creer_etablissement()
    octets = en_csv(["Nom", "Prénom", "Code", "Depuis le"], ["Roy", "Luc", prison.code, "1/9/2013"])
    lot = creer_import(par=direction, octets=octets)
    lancer(lot, Import.Etape.APPLICATION)
    direction.roles.all().delete()

    assert not faire.func(lot.pk)

    lot.refresh_from_db()
    assert (lot.etape, lot.erreur[:20]) == (Import.Etape.ARRETE, "Votre rôle a changé ")
    assert not Benevole.objects.filter(nom="Roy").exists()


@pytest.mark.parametrize(
    ("etape", "reste", "phrase"),
    [
        ("essai", "arrete", "rien n’a été enregistré"),
        ("application", "arrete", "renvoyer le même fichier ne le doublera pas"),
        ("retour", "applique", "rien n’a été défait"),
    ],
)
def test_une_erreur_imprevue_finit_l_etape_le_dit_et_va_au_journal(connecte, etape, reste, phrase):
    lot = creer_import(par=creer_direction())
    default_storage.delete(lot.fichier.name)
    lot.lignes.update(ecritures=["illisible"])
    lancer(lot, etape)

    with pytest.raises((FileNotFoundError, ValueError)):
        faire.func(lot.pk)

    lot.refresh_from_db()
    assert lot.etape == reste
    assert phrase in texte(connecte(lot.par).get(lot.get_absolute_url()))


@pytest.mark.parametrize("nombre", [1, 3])
def test_autant_de_requetes_quel_que_soit_le_nombre_de_lignes(nombre):
    prison = creer_etablissement()
    president = creer_president(etablissements=[prison])
    rangees = [
        [creer_affectation(etablissement=prison).benevole.pk, f"Ville {i}"] for i in range(nombre)
    ]
    lot = envoyer(par=president, octets=en_csv(["N° de fiche", "Ville"], *rangees))
    with CaptureQueriesContext(connection) as requetes:
        lancer(lot, Import.Etape.ESSAI)
        avancer(lot)
    assert len(requetes) == 27


def test_un_vieil_import_s_oublie_avec_son_tableau(django_capture_on_commit_callbacks):
    lot, recent = (creer_import(par=creer_direction()) for _ in range(2))
    Import.objects.filter(pk=lot.pk).update(cree_le=timezone.now() - dt.timedelta(days=40))

    with django_capture_on_commit_callbacks(execute=True):
        assert oublier_les_imports(timezone.now())["imports_effaces"] == 1

    assert list(Import.objects.all()) == [recent]
    assert not default_storage.exists(lot.fichier.name)
    assert default_storage.exists(recent.fichier.name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sorte", "liste"), [("actions", "/actions/"), ("formations", "/formations/")]
)
def test_le_fil_ramene_a_la_liste_que_l_import_remplit(connecte, sorte, liste):
    direction = creer_direction()
    octets = "Date;Formation\n12/03/2016;Écoute\n".encode()
    lot = envoyer(par=direction, octets=octets, sorte=sorte)
    client = connecte(direction)

    for adresse in (f"{reverse('imports')}?sorte={sorte}", f"/imports/{lot.pk}/colonnes/"):
        page = client.get(adresse).content.decode()
        fil = page[page.index('<nav class="fil"') :].split("</nav>")[0]
        assert f'href="{liste}"' in fil
        assert "Personnes" not in fil
