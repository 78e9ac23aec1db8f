"""Faire l'archive, en tâche de fond : un arrêt brutal ne laisse rien à moitié fait."""

import csv
import datetime as dt
import hashlib
import io
import json
import tempfile
import zipfile
from collections import Counter
from functools import partial

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from django_tasks import task

from engagements.models import Piece
from partenariat.models import Association
from partenariat.rangement.integrite import est_intact
from partenariat.tableurs import DANGEREUX
from suivi.archives.notice import rediger
from suivi.archives.tables import lignes, tables
from suivi.models import Archive, Document
from suivi.models.archives import GARDE

DEBUT = 5  # pour cent
REPRISE = dt.timedelta(minutes=10)  # une fabrication restée muette si longtemps se refait
PAR_LOT = 2000
PLUS_DE_ROLE = "Le compte qui l’a demandée n’est plus à la direction de l’association."


def demander(association, *, par) -> Archive:
    """L'archive déjà en chemin de cette association, ou une nouvelle, mise en fabrication."""
    en_chemin = Archive.objects.filter(
        association=association,
        fini_le=None,
        erreur="",
        demandee_par=par,
        demandee_le__gt=timezone.now() - REPRISE,
    ).first()
    if en_chemin:
        return en_chemin
    archive = Archive.objects.create(association=association, demandee_par=par)
    transaction.on_commit(partial(fabriquer.enqueue, archive.pk), robust=True)
    return archive


@task
def fabriquer(pk: int) -> bool:
    """Fait l'archive si elle ne l'est pas encore ; rend vrai si elle est faite."""
    archive = Archive.objects.select_related("demandee_par").filter(pk=pk).first()
    if archive is None or archive.fini_le:
        return archive is not None
    par = archive.demandee_par
    if par is None or not par.is_active or par.droits.direction != archive.association:
        Archive.objects.filter(pk=pk).update(erreur=PLUS_DE_ROLE)
        return False
    with tempfile.TemporaryFile() as brouillon:
        with zipfile.ZipFile(brouillon, "w", zipfile.ZIP_DEFLATED) as ouvert:
            nombre = _ecrire(archive, _Paquet(ouvert))
        taille = brouillon.tell()
        brouillon.seek(0)
        empreinte = hashlib.file_digest(brouillon, "sha256").hexdigest()
        archive.fichier.save("", File(brouillon), save=False)
    Archive.objects.filter(pk=pk, fini_le=None).update(
        fichier=archive.fichier.name,
        sha256=empreinte,
        taille=taille,
        lignes=nombre,
        avancement=100,
        fini_le=timezone.now(),
    )
    return True


class _Paquet:
    """Le ZIP en cours, et l'empreinte de chacun de ses fichiers."""

    def __init__(self, ouvert: zipfile.ZipFile):
        self.zip, self.empreintes = ouvert, {}

    def ajouter(self, nom, source):
        """`source` : un fichier ouvert, lu morceau par morceau."""
        condense = hashlib.sha256()
        with self.zip.open(nom, "w", force_zip64=True) as dedans:
            while morceau := source.read(1 << 16):
                condense.update(morceau)
                dedans.write(morceau)
        self.empreintes[nom] = condense.hexdigest()

    def ajouter_texte(self, nom, texte):
        self.ajouter(nom, io.BytesIO(texte.encode()))

    def fermer(self):
        sommes = "".join(f"{somme}  {nom}\n" for nom, somme in self.empreintes.items())
        self.zip.writestr("SHA256SUMS", sommes)


def _ecrire(archive, paquet) -> int:
    """Tout le contenu ; rend le nombre de lignes de toutes les tables."""
    par = archive.demandee_par
    association, toutes, ecrites = Association(archive.association), tables(), []
    for rang, table in enumerate(toutes):
        ecrites.append((table, _ecrire_la_table(paquet, table, par, association)))
        _avancer(archive.pk, DEBUT + 80 * rang // len(toutes))
    _joindre(paquet, Piece.objects.visibles_par(par), "pieces")
    documents = Document.objects.visibles_par(par).filter(fini_le__isnull=False)
    _joindre(paquet, documents, "documents")
    le = localtime(timezone.now())
    paquet.ajouter_texte("LISEZ-MOI.txt", rediger(ecrites, association=association, le=le, par=par))
    paquet.fermer()
    return sum(nombre for _, nombre in ecrites)


def _ecrire_la_table(paquet, table, par, association) -> int:
    colonnes, nombre = [c.attname for c in table.colonnes(association)], 0
    with tempfile.TemporaryFile() as brouillon:
        texte = io.TextIOWrapper(brouillon, "utf-8-sig", newline="", write_through=True)
        ecrivain = csv.writer(texte, delimiter=";")
        ecrivain.writerow(colonnes)
        choisies = lignes(table, par, association).values_list(*colonnes)
        for valeurs in choisies.iterator(chunk_size=PAR_LOT):
            ecrivain.writerow([_en_texte(valeur) for valeur in valeurs])
            nombre += 1
        texte.detach()
        brouillon.seek(0)
        paquet.ajouter(table.fichier, brouillon)
    return nombre


def _en_texte(valeur):
    """Lisible par toute machine, et sans formule qui s'exécute."""
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, dt.datetime):
        return localtime(valeur).isoformat(timespec="seconds")
    if isinstance(valeur, (list, dict)):
        return json.dumps(valeur, ensure_ascii=False)
    if isinstance(valeur, (int, float)):
        return valeur
    texte = str(valeur)
    return f"'{texte}" if DANGEREUX.match(texte) else texte


def _joindre(paquet, objets, dossier):
    """Les fichiers, sous leur numéro ; un fichier perdu ou remplacé est dit, pas inventé."""
    for objet in objets.order_by("pk").distinct():
        nom = f"{dossier}/{objet.pk}-{_nom(objet)}"
        if est_intact(objet.fichier, objet.sha256):
            with objet.fichier.open("rb") as source:
                paquet.ajouter(nom, source)
        else:
            paquet.ajouter_texte(f"{nom}.PERDU.txt", "Ce fichier n’est plus sur le serveur.\n")


def _nom(objet):
    """Le nom d'origine, sans rien qui sorte du dossier."""
    nom = getattr(objet, "nom", "evaluation.pdf").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in nom if c.isprintable() and c not in ':*?"<>|') or "fichier"


def _avancer(pk, pour_cent):
    Archive.objects.filter(pk=pk, fini_le=None).update(avancement=pour_cent)


def reprendre_les_archives(maintenant: dt.datetime) -> Counter:
    """La nuit : remet en fabrication ce qu'un arrêt brutal a laissé, efface ce qui a servi."""
    vieilles = Archive.objects.filter(demandee_le__lt=maintenant - GARDE)
    for archive in vieilles:
        if archive.fichier:
            archive.fichier.delete(save=False)
        archive.delete()
    restes = Archive.objects.filter(fini_le=None, erreur="", demandee_le__lt=maintenant - REPRISE)
    for pk in restes.values_list("pk", flat=True):
        fabriquer.enqueue(pk)
    return Counter(archives_effacees=len(vieilles))
