"""L'histoire ne se réécrit pas : la base refuse d'en changer ou d'en effacer une ligne.

Une seule porte, que la loi demande : quand une personne a été effacée de sa fiche (`efface_le`),
les lignes d'avant, qui la nomment encore, s'effacent aussi, et toutes celles des fiches absorbées
par la sienne ; ailleurs, son nom laisse place à « Personne effacée n° … », et rien d'autre ne
change. Sur PostgreSQL, le compte de l'application ne peut pas ôter ces déclencheurs
(`manage.py droits_de_la_base`) et passe par des fonctions du propriétaire de la base.
"""

from django.db import connection, models
from django.db.models import OuterRef, Subquery

from partenariat.interdits import Interdit

JAMAIS = "1 = 1"
EFFACEE = "Personne effacée n° "  # ce qui remplace un nom, suivi d'un numéro
MEME = {"sqlite": "IS", "postgresql": "IS NOT DISTINCT FROM"}


def est_une_histoire(modele) -> bool:
    return hasattr(modele, "instance_type")


def est_effacable(modele) -> bool:
    """L'histoire d'un modèle dont une ligne peut être vidée de sa personne."""
    if not est_une_histoire(modele):
        return False
    return any(champ.name == "efface_le" for champ in modele.instance_type._meta.fields)


def textes_libres(histoire) -> list[str]:
    """Les colonnes d'une histoire où l'on a pu citer quelqu'un ; d'une fiche, le motif seul."""
    colonnes = [
        champ.column
        for champ in histoire._meta.local_concrete_fields
        if isinstance(champ, models.CharField | models.TextField) and not champ.choices
    ]
    return ["history_change_reason"] if est_effacable(histoire) else colonnes


def interdits_d_histoire(histoire) -> list[Interdit]:
    """Ni changer, ni effacer une ligne d'histoire."""
    table = histoire._meta.db_table
    effacer = f"NOT ({_effacable(histoire)})" if est_effacable(histoire) else JAMAIS
    changer = {base: f"NOT ({_n_oublie_qu_un_nom(histoire, meme)})" for base, meme in MEME.items()}
    return [
        Interdit(name=f"{table}_inchangee", evenements=["UPDATE"], quand=changer),
        Interdit(name=f"{table}_gardee", evenements=["DELETE"], quand=effacer),
    ]


def _n_oublie_qu_un_nom(histoire, meme):
    """Rien d'autre ne change qu'un texte, où se lit désormais « Personne effacée n° … »."""
    textes, conditions, change = textes_libres(histoire), [], []
    for champ in histoire._meta.local_concrete_fields:
        identique = f'NEW."{champ.column}" {meme} OLD."{champ.column}"'
        if champ.column in textes:
            change.append(f"NOT ({identique})")
            identique = f"({identique} OR NEW.\"{champ.column}\" LIKE '%{EFFACEE}%')"
        conditions.append(identique)
    return " AND ".join([*conditions, f"({' OR '.join(change)})"])


def _effacable(histoire):
    """Une ligne d'avant l'effacement de sa fiche, ou d'une fiche absorbée par une fiche effacée."""
    fiche = f'SELECT 1 FROM "{histoire.instance_type._meta.db_table}" AS fiche WHERE fiche.id'
    derniere = f'SELECT max(suite.history_id) FROM "{histoire._meta.db_table}" AS suite'
    return (
        f"EXISTS ({fiche} = OLD.id AND fiche.efface_le IS NOT NULL)"
        f" AND OLD.history_id < ({derniere} WHERE suite.id = OLD.id)"
        f" OR NOT EXISTS ({fiche} = OLD.id)"
        f" AND EXISTS ({fiche} IN ({histoire.instance_type.absorbee_par.format('OLD.id')})"
        " AND fiche.efface_le IS NOT NULL)"
    )


def _fonction(histoire, verbe="effacer"):
    return f"{histoire._meta.db_table}_{verbe}"


def ordres_d_effacement(histoire):
    """La porte, sur PostgreSQL : du propriétaire, pour qui n'a le droit d'effacer aucune ligne."""
    table, du_proprietaire = (
        histoire._meta.db_table,
        "SECURITY DEFINER SET search_path FROM CURRENT",
    )
    if est_effacable(histoire):
        yield (
            f'CREATE OR REPLACE FUNCTION "{_fonction(histoire)}"(numero bigint, toutes boolean)'
            f" RETURNS void LANGUAGE sql {du_proprietaire} AS $$"
            f' DELETE FROM "{table}" WHERE id = numero AND (toutes OR history_id <'
            f' (SELECT max(suite.history_id) FROM "{table}" AS suite WHERE suite.id = numero)) $$'
        )
    valeurs = ", ".join(
        f'"{nom}" = CASE WHEN la_colonne = \'{nom}\' THEN le_texte ELSE "{nom}" END'
        for nom in textes_libres(histoire)
    )
    yield (
        f'CREATE OR REPLACE FUNCTION "{_fonction(histoire, "oublier")}"'
        "(la_ligne bigint, la_colonne text, le_texte text)"
        f" RETURNS void LANGUAGE sql {du_proprietaire} AS $$"
        f' UPDATE "{table}" SET {valeurs} WHERE history_id = la_ligne $$'
    )


def effacer_l_histoire_de(fiche, absorbees=()):
    """Efface l'histoire d'une personne déjà effacée de sa fiche, sauf la dernière ligne.

    Des fiches absorbées par la sienne, toutes les lignes. À appeler après avoir enregistré la fiche
    vidée ; avant, la base refuse (IntegrityError).
    """
    effacer_l_histoire(type(fiche), [fiche.pk])
    effacer_l_histoire(type(fiche), absorbees, toutes=True)


def effacer_l_histoire(modele, numeros, *, toutes=False):
    """Efface l'histoire de ces fiches, déjà vidées : toutes les lignes, ou sauf la dernière."""
    histoire = modele.history.model
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(
                f'SELECT "{_fonction(histoire)}"(numero, %s) FROM unnest(%s::bigint[]) AS numero',
                [toutes, list(numeros)],
            )
        return
    lignes = histoire.objects.filter(id__in=numeros)
    if not toutes:
        dernieres = histoire.objects.filter(id=OuterRef("id")).order_by("-history_id")
        lignes = lignes.filter(history_id__lt=Subquery(dernieres.values("history_id")[:1]))
    lignes.delete()


def oublier_un_nom(histoire, numero: int, colonne: str, texte: str):
    """Une ligne d'histoire dont un texte, désormais, dit « Personne effacée n° … »."""
    if connection.vendor != "postgresql":
        histoire.objects.filter(history_id=numero).update(**{colonne: texte})
        return
    with connection.cursor() as curseur:
        curseur.execute(
            f'SELECT "{_fonction(histoire, "oublier")}"(%s, %s, %s)', [numero, colonne, texte]
        )
