"""Des tableaux à importer, lus comme s'ils venaient d'être envoyés."""

import csv
import io

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate

from benevoles.forms.imports import ColonnesForm, EnvoiForm
from benevoles.imports.taches import essayer, faire, lancer
from benevoles.models import Import
from benevoles.models.imports import chemin_nouveau
from tests.fabrique import JOUR


def en_csv(*rangees) -> bytes:
    sortie = io.StringIO()
    csv.writer(sortie, delimiter=";").writerows(rangees)
    return sortie.getvalue().encode()


def creer_import(*, par, octets=b"Nom;Pr\xc3\xa9nom\nMartin;Anne\n", nom="liste.csv", sorte=None):
    """Un tableau envoyé, ses colonnes reconnues, déjà essayé."""
    lot = envoyer(par=par, octets=octets, nom=nom, sorte=sorte)
    essayer(lot, le=localdate())
    return avancer(lot)


def import_deja_lu(*, par):
    """Un import essayé, sans passer par la lecture d'un fichier."""
    tableau = b'{"entetes":["Nom"],"ligne_entete":1,"feuilles":[],"feuille":"","nombre":0}\n'
    return Import.objects.create(
        sorte="personnes",
        association=par.droits.association,
        par=par,
        le=JOUR,
        nom="liste.csv",
        fichier=default_storage.save(chemin_nouveau(), ContentFile(tableau)),
        etape=Import.Etape.ESSAYE,
    )


def envoyer(*, par, octets, nom="liste.csv", sorte=None, **champs):
    """Un tableau envoyé ; échoue si le fichier est refusé."""
    form = EnvoiForm(
        {"sorte": sorte or "personnes", **champs},
        {"fichier": SimpleUploadedFile(nom, octets)},
        utilisateur=par,
        aujourdhui=localdate(),
    )
    lot = form.enregistrer()
    assert lot, form.errors
    return lot


def avancer(lot):
    """Fait l'étape en cours, comme la file l'aurait faite."""
    assert faire.func(lot.pk)
    return Import.objects.get(pk=lot.pk)


def appliquer(lot):
    lancer(lot, Import.Etape.APPLICATION)
    return avancer(lot)


def defaire(lot):
    lancer(lot, Import.Etape.RETOUR)
    return avancer(lot)


def colonnes_reconnues(lot) -> dict[str, str]:
    """Par donnée, le titre de la colonne où elle est."""
    entetes = lot.tableau().entetes
    form = ColonnesForm(None, lot=lot, entetes=entetes)
    return {cle: entetes[rang] for cle, rang in lot.colonnes.items() if cle in form.fields}
