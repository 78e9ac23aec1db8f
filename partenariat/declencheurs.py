"""Ce que la base fait d'elle-même : jeton de version, périodes sans chevauchement, interdits.

SQLite refait ses tables à chaque modification de schéma et perd alors leurs déclencheurs : tout
est donc posé (ou reposé) après les migrations, jamais dans une migration.
"""

from django.db import connections

from partenariat.inalterable import (
    est_une_histoire,
    interdits_d_histoire,
    ordres_d_effacement,
)
from partenariat.interdits import Interdit
from partenariat.periodes import DERNIER_JOUR, SansChevauchement
from partenariat.versions import ALEA, ordres_de_version, ordres_des_demandes


def oter_les_declencheurs(sender, using="default", **_):
    """Avant les migrations : SQLite ne refait pas une table que cite le déclencheur d’une autre."""
    connexion = connections[using]
    if connexion.vendor == "sqlite":
        with connexion.cursor() as curseur:
            curseur.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (nom,) in curseur.fetchall():
                curseur.execute(f'DROP TRIGGER "{nom}"')


def installer_les_declencheurs(sender, using="default", **_):
    """Après les migrations d'une application : (re)pose les déclencheurs de ses tables."""
    connexion = connections[using]
    presentes = set(connexion.introspection.table_names())
    with connexion.cursor() as curseur:
        if "partenariat_version" in presentes:
            curseur.execute(
                f"INSERT INTO partenariat_version (jeton) SELECT {ALEA[connexion.vendor]}"
                " WHERE NOT EXISTS (SELECT 1 FROM partenariat_version)"
            )
        for modele in sender.get_models():
            if modele._meta.db_table not in presentes:
                continue
            for sql in _ordres(modele, connexion.vendor):
                curseur.execute(sql)


def _ordres(modele, base):
    if getattr(modele, "change_la_version", False):
        yield from ordres_de_version(modele, base)
    if getattr(modele, "change_les_demandes", False):
        yield from ordres_des_demandes(modele, base)
    for interdit in interdits(modele):
        yield from interdit.ordres(modele._meta.db_table, base)
    if base == "postgresql" and est_une_histoire(modele):
        yield from ordres_d_effacement(modele)
    for contrainte in modele._meta.constraints:
        if isinstance(contrainte, SansChevauchement) and base == "sqlite":
            yield from _ordres_de_chevauchement(modele, contrainte)


def interdits(modele) -> list[Interdit]:
    """Ceux que le modèle déclare ; une table d'histoire a les siens d'office."""
    declares = [c for c in modele._meta.constraints if isinstance(c, Interdit)]
    return [*declares, *interdits_d_histoire(modele)] if est_une_histoire(modele) else declares


def _ordres_de_chevauchement(modele, contrainte):
    table = modele._meta.db_table
    colonnes = [modele._meta.get_field(c).column for c in contrainte.cle]
    memes = " AND ".join(f'autre."{c}" = NEW."{c}"' for c in colonnes) or "1"
    quand = _condition_sql(contrainte.condition, "NEW.")
    ailleurs = _condition_sql(contrainte.condition, "autre.")
    for evenement in ("INSERT", "UPDATE"):
        nom = f"{contrainte.name}_{evenement.lower()}"
        yield f'DROP TRIGGER IF EXISTS "{nom}"'
        yield (
            f'CREATE TRIGGER "{nom}" BEFORE {evenement} ON "{table}" WHEN {quand} AND EXISTS ('
            f' SELECT 1 FROM "{table}" AS autre WHERE {memes} AND {ailleurs}'
            f" AND autre.id IS NOT NEW.id AND autre.debut <= coalesce(NEW.fin, '{DERNIER_JOUR}')"
            f" AND coalesce(autre.fin, '{DERNIER_JOUR}') >= NEW.debut)"
            f" BEGIN SELECT RAISE(ABORT, '{contrainte.name}'); END"
        )


def _condition_sql(condition, prefixe):
    """Une condition simple (`champ=`, `champ__in=`, `champ__isnull=`) en SQL."""
    if condition is None:
        return "1"
    if condition.negated or condition.connector != "AND":
        raise ValueError(f"Condition de période non prise en charge sur SQLite : {condition}")
    return " AND ".join(_terme_sql(cle, valeur, prefixe) for cle, valeur in condition.children)


def _terme_sql(cle, valeur, prefixe):
    champ, _, operateur = cle.partition("__")
    if operateur == "isnull":
        return f'{prefixe}"{champ}" IS {"" if valeur else "NOT "}NULL'
    if operateur not in ("", "in"):
        raise ValueError(f"Opérateur de période non pris en charge sur SQLite : {cle}")
    valeurs = valeur if operateur == "in" else [valeur]
    liste = ", ".join(f"'{v}'" for v in valeurs)
    return f'{prefixe}"{champ}" IN ({liste})'
