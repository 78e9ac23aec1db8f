"""Les outils de PostgreSQL et le chiffrement, lancés comme des commandes."""

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

from partenariat.rangement import RangementMuet


class SauvegardeImpossible(Exception):
    """Une phrase en français, pour l'administrateur."""


@contextlib.contextmanager
def pannes_dites():
    """Un serveur de fichiers muet, un disque plein : une phrase, comme pour le reste."""
    try:
        yield
    except RangementMuet as panne:
        cause = panne.__cause__ or panne  # ce qu'a répondu le serveur
        raise SauvegardeImpossible(
            f"Le serveur des fichiers ne répond pas, ou refuse : {cause}"
        ) from panne
    except OSError as panne:
        raise SauvegardeImpossible(f"Le disque refuse : {panne}") from panne


def environnement(reglages: dict) -> dict[str, str]:
    """Les variables qui mènent les outils de PostgreSQL à la base de `reglages` (DATABASES)."""
    champs = {
        "PGHOST": reglages["HOST"],
        "PGPORT": reglages["PORT"],
        "PGUSER": reglages["USER"],
        "PGPASSWORD": reglages["PASSWORD"],
        "PGDATABASE": reglages["NAME"],
    }
    return os.environ | {cle: str(valeur) for cle, valeur in champs.items() if valeur}


def outil(nom: str, version: int) -> str:
    """Le chemin de l'outil de la version du serveur : un pg_dump plus ancien échouerait."""
    chemin = Path(f"/usr/lib/postgresql/{version}/bin/{nom}")
    trouve = str(chemin) if chemin.exists() else shutil.which(nom)
    if trouve is None:
        raise SauvegardeImpossible(
            f"{nom} manque : installez les outils de PostgreSQL {version} (postgresql-client)."
        )
    return trouve


def lancer(*commande, **options) -> None:
    """Lance une commande jusqu'au bout ; lève `SauvegardeImpossible` avec ce qu'elle a dit."""
    try:
        subprocess.run([str(mot) for mot in commande], check=True, capture_output=True, **options)
    except FileNotFoundError as absente:
        raise SauvegardeImpossible(
            f"{commande[0]} manque : installez-le sur ce serveur."
        ) from absente
    except subprocess.CalledProcessError as echec:
        dit = echec.stderr.decode(errors="replace").strip()
        raise SauvegardeImpossible(f"{Path(commande[0]).name} a échoué : {dit}") from echec


def chiffrer(source: Path, cible: Path, destinataire: str) -> None:
    """Chiffre pour une clé publique « age » : le serveur ne peut pas relire ce qu'il écrit."""
    en_cours = cible.with_name(f".{cible.name}")
    lancer("age", "--encrypt", "--recipient", destinataire, "--output", en_cours, source)
    en_cours.rename(cible)


def dechiffrer(source: Path, cible: Path, cle: Path) -> None:
    try:
        lancer("age", "--decrypt", "--identity", cle, "--output", cible, source)
    except SauvegardeImpossible as faute:
        raise SauvegardeImpossible(
            f"L’archive {source.name} ne se déchiffre pas : ce n’est pas sa clé, la clé ne se lit"
            f" pas, ou l’archive est coupée. {faute}"
        ) from faute
