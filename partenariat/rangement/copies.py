"""Les fichiers, où qu'ils soient rangés, tels qu'un dossier : pour la sauvegarde, et au retour."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage


def fichiers_ranges(dossier: str = "") -> Iterator[str]:
    """Le nom de chaque fichier rangé sous ce dossier ; aucun si le dossier n'existe pas."""
    try:
        dossiers, fichiers = default_storage.listdir(dossier)
    except FileNotFoundError:
        return
    racine = f"{dossier}/" if dossier else ""
    yield from (racine + nom for nom in fichiers)
    for nom in dossiers:
        yield from fichiers_ranges(racine + nom)


def _dossier_local() -> Path | None:
    if not isinstance(default_storage, FileSystemStorage):
        return None
    chemin = Path(default_storage.location)
    chemin.mkdir(parents=True, exist_ok=True)
    return chemin


@contextlib.contextmanager
def dossier_des_fichiers() -> Iterator[Path]:
    """Le dossier lui-même ; ou une copie, faite pour l'occasion, de ce qui est rangé ailleurs."""
    if local := _dossier_local():
        yield local
        return
    with tempfile.TemporaryDirectory(prefix="fichiers-") as copie:
        for nom in fichiers_ranges():
            # Effacé entre-temps par la nuit : la base ne le nomme plus.
            with contextlib.suppress(FileNotFoundError):
                _copier(nom, Path(copie) / nom)
        yield Path(copie)


def _copier(nom, cible):
    with default_storage.open(nom, "rb") as source:
        cible.parent.mkdir(parents=True, exist_ok=True)
        with cible.open("wb") as ecrit:
            shutil.copyfileobj(source, ecrit)


@contextlib.contextmanager
def dossier_a_ranger() -> Iterator[Path]:
    """Un dossier à remplir : celui des fichiers ; ou un autre, rangé ailleurs à la fin."""
    if local := _dossier_local():
        yield local
        return
    with tempfile.TemporaryDirectory(prefix="fichiers-") as copie:
        yield Path(copie)
        for fichier in sorted(Path(copie).rglob("*")):
            if fichier.is_file():
                with fichier.open("rb") as source:
                    default_storage.save(fichier.relative_to(copie).as_posix(), File(source))
