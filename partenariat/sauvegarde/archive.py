"""Faire une archive : la base et les fichiers du même instant, avec de quoi le prouver."""

import contextlib
import datetime as dt
import json
import tarfile
from pathlib import Path

from django.db import connection, transaction

from partenariat.rangement.copies import dossier_des_fichiers
from partenariat.rangement.nommes import fichiers_nommes
from partenariat.sauvegarde.empreintes import empreintes_des_tables, sha256, somme
from partenariat.sauvegarde.outils import (
    SauvegardeImpossible,
    chiffrer,
    environnement,
    lancer,
    outil,
    pannes_dites,
)

BASE, FICHIERS, PREUVE = "base.dump", "fichiers.tar", "empreintes.json"
PREFIXE = "partenariat-"
JOURS, MOIS = 15, 12


@pannes_dites()
def sauvegarder(dossier: Path, maintenant: dt.datetime) -> tuple[Path, list[str]]:
    """Écrit `dossier/partenariat-AAAAMMJJ-HHMMSS.tar` ; rend son chemin, et les fichiers perdus.

    Perdu : la base le nomme, et il n'est plus là où il devrait être rangé, ou un autre l'a
    remplacé.
    Un arrêt brutal ne laisse que des noms commençant par un point, que la sauvegarde suivante
    efface. Lève `SauvegardeImpossible`.
    """
    if connection.vendor != "postgresql":
        raise SauvegardeImpossible("Seule une base PostgreSQL se sauvegarde par cette commande.")
    dossier.mkdir(parents=True, exist_ok=True)
    _effacer_les_restes(dossier)
    nom = f"{PREFIXE}{maintenant:%Y%m%d-%H%M%S}.tar"
    chantier = dossier / f".{nom}.en-cours"
    chantier.mkdir(mode=0o700)
    try:
        perdus = _remplir(chantier, maintenant)
        return _emballer(chantier, dossier / f".{nom}").rename(dossier / nom), perdus
    finally:
        _effacer_les_restes(dossier)  # d'un échec : un disque plein le resterait


@pannes_dites()
def copier_chiffree(archive: Path, dossier: Path, *, destinataire: str) -> Path:
    """La même archive, chiffrée pour une clé publique « age », dans un autre dossier."""
    dossier.mkdir(parents=True, exist_ok=True)
    _effacer_les_restes(dossier)
    copie = dossier / f"{archive.name}.age"
    try:
        chiffrer(archive, copie, destinataire)
    finally:
        _effacer_les_restes(dossier)
    return copie


def _remplir(chantier, maintenant):
    tables, nommes = _sauver_la_base(chantier / BASE)
    fichiers = _sauver_les_fichiers(chantier / FICHIERS)
    suspects = {nom for nom, note in nommes.items() if not _est_la(fichiers.get(nom), note)}
    # Retiré entre-temps par quelqu'un, ou par la nuit : la base ne le nomme plus.
    perdus = sorted(suspects & fichiers_nommes().keys())
    preuve = {
        "faite_le": maintenant.isoformat(timespec="seconds"),
        "postgresql": _version(),
        "sommes": {nom: sha256(chantier / nom) for nom in (BASE, FICHIERS)},
        "tables": tables,
        "fichiers": fichiers,
        "perdus": perdus,
    }
    (chantier / PREUVE).write_text(json.dumps(preuve, ensure_ascii=False, indent=1))
    return perdus


def _est_la(empreinte, notee):
    return empreinte is not None and empreinte == (notee or empreinte)


def _sauver_la_base(cible):
    """pg_dump et les empreintes lisent le même instantané : une écriture entre eux n'y paraît pas.

    Rend les empreintes des tables, et les fichiers qu'elles nomment.
    """
    reglages = connection.settings_dict
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        curseur.execute("SELECT pg_export_snapshot()")
        [instantane] = curseur.fetchone()
        lancer(
            *(outil("pg_dump", _version()), "--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={instantane}", f"--file={cible}"),
            env=environnement(reglages),
        )
        return empreintes_des_tables(curseur), fichiers_nommes()


def _sauver_les_fichiers(cible):
    """Après la base : tout fichier qu'elle nomme est déjà écrit. Rend leurs empreintes."""
    with dossier_des_fichiers() as source, tarfile.open(cible, "w") as archive:
        for fichier in sorted(source.rglob("*")):
            # Effacé entre-temps par la nuit : la base ne le nomme plus.
            with contextlib.suppress(FileNotFoundError):
                archive.add(fichier, arcname=fichier.relative_to(source), recursive=False)
    with tarfile.open(cible) as archive:
        return {
            membre.name: somme(archive.extractfile(membre)) for membre in archive if membre.isfile()
        }


def _version():
    return connection.pg_version // 10_000


def _emballer(chantier, cible):
    with tarfile.open(cible, "w") as archive:
        for nom in (PREUVE, BASE, FICHIERS):
            archive.add(chantier / nom, arcname=nom)
            (chantier / nom).unlink()
    chantier.rmdir()
    cible.chmod(0o600)
    return cible


def _effacer_les_restes(dossier):
    for reste in dossier.glob(f".{PREFIXE}*"):
        if reste.is_dir():
            for fichier in reste.iterdir():
                fichier.unlink()
            reste.rmdir()
        else:
            reste.unlink()


def effacer_les_anciennes(dossier: Path, aujourd_hui: dt.date) -> list[Path]:
    """Garde celles des quinze derniers jours, puis la première de chaque mois pendant un an.

    Rend celles qu'elle a effacées.
    """
    mois, effacees = set(), []
    for archive in sorted(dossier.glob(f"{PREFIXE}*")):
        jour = _jour(archive)
        if jour is None:
            continue
        age = (aujourd_hui - jour).days
        if age >= JOURS and ((jour.year, jour.month) in mois or age > MOIS * 31):
            archive.unlink()
            effacees.append(archive)
        mois.add((jour.year, jour.month))
    return effacees


def _jour(archive):
    with contextlib.suppress(ValueError):
        return dt.datetime.strptime(archive.name[len(PREFIXE) :][:8], "%Y%m%d").date()
    return None
