"""L'histoire ne se réécrit pas : la base refuse d'en changer ou d'en effacer une ligne.

Une seule porte, que la loi demande : quand une personne a été effacée de sa fiche (`efface_le`),
les lignes d'avant, qui la nomment encore, s'effacent aussi. Sur PostgreSQL, le compte de
l'application ne peut pas ôter ces déclencheurs (`manage.py droits_de_la_base`) et passe par une
fonction du propriétaire de la base.
"""

from django.db import connection

from partenariat.interdits import Interdit

JAMAIS = "1 = 1"


def est_une_histoire(modele) -> bool:
    return hasattr(modele, "instance_type")


def est_effacable(modele) -> bool:
    """L'histoire d'un modèle dont une ligne peut être vidée de sa personne."""
    if not est_une_histoire(modele):
        return False
    return any(champ.name == "efface_le" for champ in modele.instance_type._meta.fields)


def interdits_d_histoire(histoire) -> list[Interdit]:
    """Ni changer, ni effacer une ligne d'histoire."""
    table = histoire._meta.db_table
    effacer = JAMAIS
    if est_effacable(histoire):
        effacer = f"NOT ({_effacee(histoire)}) OR {_est_la_derniere(histoire)}"
    return [
        Interdit(name=f"{table}_inchangee", evenements=["UPDATE"], quand=JAMAIS),
        Interdit(name=f"{table}_gardee", evenements=["DELETE"], quand=effacer),
    ]


def _effacee(histoire):
    """La fiche de cette ligne est vidée de sa personne ; une fiche disparue ne l'est pas."""
    return (
        f'EXISTS (SELECT 1 FROM "{histoire.instance_type._meta.db_table}" AS fiche'
        " WHERE fiche.id = OLD.id AND fiche.efface_le IS NOT NULL)"
    )


def _est_la_derniere(histoire):
    """Celle qui dit l'effacement reste."""
    return (
        f'OLD.history_id >= (SELECT max(suite.history_id) FROM "{histoire._meta.db_table}" AS suite'
        " WHERE suite.id = OLD.id)"
    )


def _fonction(histoire):
    return f"{histoire._meta.db_table}_effacer"


def ordres_d_effacement(histoire):
    """La porte, sur PostgreSQL : du propriétaire, pour qui n'a le droit d'effacer aucune ligne."""
    table, nom = histoire._meta.db_table, _fonction(histoire)
    yield (
        f'CREATE OR REPLACE FUNCTION "{nom}"(numero bigint) RETURNS void LANGUAGE sql'
        " SECURITY DEFINER SET search_path FROM CURRENT AS $$"
        f' DELETE FROM "{table}" WHERE id = numero AND history_id <'
        f' (SELECT max(suite.history_id) FROM "{table}" AS suite WHERE suite.id = numero) $$'
    )


def effacer_l_histoire_de(fiche):
    """Efface l'histoire d'une personne déjà effacée de sa fiche, sauf la dernière ligne.

    À appeler après avoir enregistré la fiche vidée ; avant, la base refuse (IntegrityError).
    """
    histoire = type(fiche).history.model
    if connection.vendor == "postgresql":
        with connection.cursor() as curseur:
            curseur.execute(f'SELECT "{_fonction(histoire)}"(%s)', [fiche.pk])
        return
    siennes = histoire.objects.filter(id=fiche.pk)
    derniere = siennes.order_by("history_id").last()
    siennes.filter(history_id__lt=derniere.history_id if derniere else 0).delete()
