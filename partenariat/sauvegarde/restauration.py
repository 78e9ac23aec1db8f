"""Remettre une archive en place, dans une base vide, et prouver que rien n'y manque."""

import json
import shutil
import tarfile
import tempfile
from pathlib import Path

from django.db import connection, transaction

from partenariat.rangement.copies import (
    dossier_a_ranger,
    dossier_des_fichiers,
    fichiers_ranges,
)
from partenariat.sauvegarde.archive import BASE, FICHIERS, PREUVE
from partenariat.sauvegarde.empreintes import (
    ecarts,
    empreintes_des_fichiers,
    empreintes_des_tables,
    sha256,
)
from partenariat.sauvegarde.outils import (
    SauvegardeImpossible,
    dechiffrer,
    environnement,
    lancer,
    outil,
    pannes_dites,
)


@pannes_dites()
def restaurer(archive: Path, *, cle: Path | None = None) -> dict:
    """Restaure dans la base et le rangement des réglages, vides tous deux ; rend la preuve relue.

    Lève `SauvegardeImpossible` si l'archive est abîmée, si la place n'est pas vide, ou si ce qui
    est restauré diffère de ce qui fut sauvegardé : tables et fichiers, un par un.
    """
    _refuser_une_place_occupee()
    with tempfile.TemporaryDirectory(prefix="restauration-") as temporaire:
        chantier = Path(temporaire)
        preuve = ouvrir(archive, chantier, cle=cle)
        # D'abord la place des fichiers : une base restaurée sans eux serait à vider à la main.
        with dossier_a_ranger() as dossier, tarfile.open(chantier / FICHIERS) as fichiers:
            _essayer_d_ecrire(dossier)
            _restaurer_la_base(chantier / BASE)
            _deballer(fichiers, dossier)
    with dossier_des_fichiers() as dossier:
        _comparer(preuve, dossier)
    return preuve


def ouvrir(archive: Path, chantier: Path, *, cle: Path | None = None) -> dict:
    """Déballe l'archive dans `chantier` et rend sa preuve, sommes vérifiées."""
    if archive.suffix == ".age":
        if cle is None:
            raise SauvegardeImpossible(
                "Cette archive est chiffrée : donnez la clé (--cle FICHIER)."
            )
        claire = chantier / "archive.tar"
        dechiffrer(archive, claire, cle)
        archive = claire
    try:
        with tarfile.open(archive) as contenu:
            _deballer(contenu, chantier)
        preuve = json.loads((chantier / PREUVE).read_text())
        abimes = [n for n, s in preuve["sommes"].items() if sha256(chantier / n) != s]
    except (OSError, tarfile.TarError, ValueError, KeyError) as faute:
        raise SauvegardeImpossible(f"L’archive {archive.name} est illisible : {faute}") from faute
    if abimes:
        raise SauvegardeImpossible(f"L’archive est abîmée : {', '.join(abimes)}.")
    return preuve


def _deballer(archive, dossier):
    """Des fichiers et des dossiers, sous `dossier` ; TarError pour tout autre chose.

    Le filtre « data » de tarfile ferait de même ; il manque au Python de Debian 12.
    """
    racine = dossier.resolve()
    for membre in archive:
        cible = (racine / membre.name).resolve()
        if not (membre.isreg() or membre.isdir()) or not cible.is_relative_to(racine):
            raise tarfile.TarError(f"« {membre.name} » n’a rien à y faire")
        if membre.isdir():
            cible.mkdir(parents=True, exist_ok=True)
            continue
        cible.parent.mkdir(parents=True, exist_ok=True)
        with archive.extractfile(membre) as contenu, cible.open("wb") as fichier:
            shutil.copyfileobj(contenu, fichier)


def _refuser_une_place_occupee():
    if connection.vendor != "postgresql":
        raise SauvegardeImpossible("Une archive se restaure dans une base PostgreSQL.")
    if connection.introspection.table_names():
        raise SauvegardeImpossible(
            f"La base « {connection.settings_dict['NAME']} » n’est pas vide : restaurez dans une"
            " base neuve (createdb), puis faites-y pointer DATABASE_URL."
        )
    if occupe := next(fichiers_ranges(), None):
        raise SauvegardeImpossible(
            f"Le rangement des fichiers n’est pas vide ({occupe}) : donnez-en un autre."
        )


def _essayer_d_ecrire(dossier):
    with tempfile.TemporaryFile(dir=dossier):
        pass


def _restaurer_la_base(base):
    commande = outil("pg_restore", connection.pg_version // 10_000)
    lancer(
        *(commande, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"),
        *(f"--dbname={connection.settings_dict['NAME']}", base),
        env=environnement(connection.settings_dict),
    )


def _comparer(preuve, dossier):
    with transaction.atomic(), connection.cursor() as curseur:
        tables = empreintes_des_tables(curseur)
    phrases = ecarts(preuve["tables"], tables, "La table")
    phrases += ecarts(preuve["fichiers"], empreintes_des_fichiers(dossier), "Le fichier")
    if phrases:
        raise SauvegardeImpossible("La restauration diffère de l’original. " + " ".join(phrases))
