"""Ce qui prouve qu'une base et un dossier restaurés sont bien ceux qu'on a sauvegardés."""

import hashlib
from pathlib import Path

# Une somme par ligne, additionnées : l'ordre des lignes, qu'une restauration change, n'y fait rien.
_SOMME = """
    SELECT count(*), coalesce(sum(('x' || substr(md5(ligne::text), 1, 15))::bit(60)::bigint), 0)
    FROM {} AS ligne
"""
_MORCEAU = 1 << 20


def empreintes_des_tables(curseur) -> dict[str, list]:
    """Pour chaque table du schéma public : son nombre de lignes, et la somme de leurs contenus."""
    # Une même valeur s'écrit de la même façon, quel que soit le réglage du serveur.
    curseur.execute("SET LOCAL timezone TO 'UTC'")
    curseur.execute("SET LOCAL datestyle TO 'ISO, YMD'")
    curseur.execute("SET LOCAL extra_float_digits TO 1")
    curseur.execute(
        "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    )
    tables = [nom for (nom,) in curseur.fetchall()]
    return {table: _empreinte(curseur, table) for table in tables}


def _empreinte(curseur, table):
    curseur.execute(_SOMME.format(table))
    lignes, somme = curseur.fetchone()
    return [lignes, str(somme)]


def empreintes_des_fichiers(dossier: Path) -> dict[str, str]:
    """Le SHA-256 de chaque fichier sous `dossier`, par son chemin relatif."""
    return {
        fichier.relative_to(dossier).as_posix(): sha256(fichier)
        for fichier in sorted(dossier.rglob("*"))
        if fichier.is_file()
    }


def sha256(chemin: Path) -> str:
    with chemin.open("rb") as flux:
        return somme(flux)


def somme(flux) -> str:
    """Le SHA-256 d'un fichier ouvert, lu par morceaux."""
    empreinte = hashlib.sha256()
    while morceau := flux.read(_MORCEAU):
        empreinte.update(morceau)
    return empreinte.hexdigest()


def ecarts(avant: dict, apres: dict, nom: str) -> list[str]:
    """Une phrase par différence entre deux jeux d'empreintes ; aucune quand ils sont égaux."""
    phrases = [f"{nom} « {cle} » manque." for cle in avant if cle not in apres]
    phrases += [f"{nom} « {cle} » est en trop." for cle in apres if cle not in avant]
    phrases += [
        f"{nom} « {cle} » diffère." for cle in avant if cle in apres and avant[cle] != apres[cle]
    ]
    return phrases
