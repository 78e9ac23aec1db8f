"""Ce que la base note à chaque écriture qui touche la couverture : un jeton neuf, et où.

Dans cet ordre : écrire le jeton prend le verrou que la transaction garde jusqu'au bout, les numéros
du journal se suivent donc comme les transactions aboutissent. Qui a lu jusqu'à un numéro ne
manquera rien de ce qui vient après. Des demandes de visite, elle note seulement qu'elles changent.
"""

from partenariat.models import Portee

ALEA = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()::text"}
NOTER = "INSERT INTO partenariat_changement (jeton, portee, etablissement)"
FONCTION = "RETURNS trigger LANGUAGE plpgsql AS"
# Les lignes que chaque écriture donne à lire : une à une à SQLite, ensemble à PostgreSQL.
LIGNES = {"INSERT": ["NEW"], "UPDATE": ["OLD", "NEW"], "DELETE": ["OLD"]}
ENSEMBLE = {"NEW": "nouvelles", "OLD": "anciennes"}


def touche(modele) -> str:
    """Le chemin de l'établissement que touche une ligne de ce modèle, ou une `Portee`.

    Sans `touche` déclaré, tout : le plus sûr.
    """
    return getattr(modele, "touche", Portee.TOUT)


def ordres_de_version(modele, base: str):
    """Les ordres SQL qui posent, sur sa table, les déclencheurs de ce modèle."""
    ordres = _sqlite if base == "sqlite" else _postgresql
    yield from ordres(modele, modele._meta.db_table)


def ordres_des_demandes(modele, base: str):
    """Noter qu'une demande a changé, sans verrou : les demandes s'écrivent à plusieurs."""
    table = modele._meta.db_table
    noter = f"{NOTER} VALUES ({ALEA[base]}, '{Portee.DEMANDES}', NULL)"
    if base == "sqlite":
        for evenement in LIGNES:
            nom = f"{table}_demandes_{evenement.lower()}"
            yield f'DROP TRIGGER IF EXISTS "{nom}"'
            yield f'CREATE TRIGGER "{nom}" AFTER {evenement} ON "{table}" BEGIN {noter}; END'
        return
    yield (
        f"CREATE OR REPLACE FUNCTION partenariat_demandes_changees() {FONCTION}"
        f" $$ BEGIN {noter}; RETURN NULL; END $$"
    )
    yield _au_nom_du_proprietaire("partenariat_demandes_changees")
    yield f'DROP TRIGGER IF EXISTS "{table}_demandes" ON "{table}"'
    yield (
        f'CREATE TRIGGER "{table}_demandes" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE'
        f' ON "{table}" FOR EACH STATEMENT EXECUTE FUNCTION partenariat_demandes_changees()'
    )


def _sqlite(modele, table):
    alea = ALEA["sqlite"]
    for evenement, lignes in LIGNES.items():
        nom = f"{table}_version_{evenement.lower()}"
        ordres = [f"UPDATE partenariat_version SET jeton = {alea}"]
        if _touche_un_seul(modele):
            etablissements = [_etablissement(modele, ligne) for ligne in lignes]
            ordres += [f"{NOTER} SELECT {alea}, '{Portee.UN}', {e}" for e in etablissements]
        elif touche(modele) != Portee.RIEN:
            ordres.append(f"{NOTER} SELECT {alea}, '{touche(modele)}', NULL")
        corps = "; ".join(ordres)
        yield f'DROP TRIGGER IF EXISTS "{nom}"'
        yield f'CREATE TRIGGER "{nom}" AFTER {evenement} ON "{table}" BEGIN {corps}; END'


def _postgresql(modele, table):
    """Par instruction, non par ligne : dix mille lignes d'un établissement le notent une fois."""
    alea, portee, evenements = ALEA["postgresql"], touche(modele), "INSERT OR UPDATE OR DELETE OR "
    if un_seul := _touche_un_seul(modele):
        portee, evenements = Portee.TOUT, ""
    # Sans argument, c'est un déclencheur d'une version passée : tout est à relire.
    yield (
        f"CREATE OR REPLACE FUNCTION partenariat_nouvelle_version() {FONCTION}"
        f" $$ BEGIN UPDATE partenariat_version SET jeton = {alea};"
        f" IF coalesce(TG_ARGV[0], '') <> '{Portee.RIEN}' THEN {NOTER}"
        f" VALUES ({alea}, coalesce(TG_ARGV[0], '{Portee.TOUT}'), NULL); END IF;"
        " RETURN NULL; END $$"
    )
    yield _au_nom_du_proprietaire("partenariat_nouvelle_version")
    yield f'DROP TRIGGER IF EXISTS "{table}_version" ON "{table}"'
    yield (
        f'CREATE TRIGGER "{table}_version" AFTER {evenements}TRUNCATE ON "{table}"'
        f" FOR EACH STATEMENT EXECUTE FUNCTION partenariat_nouvelle_version('{portee}')"
    )
    for evenement, lignes in LIGNES.items():
        nom = f"{table}_version_{evenement.lower()}"
        yield f'DROP TRIGGER IF EXISTS "{nom}" ON "{table}"'
        if un_seul:
            yield from _postgresql_par_etablissement(modele, nom, evenement, lignes)


def _postgresql_par_etablissement(modele, nom, evenement, lignes):
    alea, ensembles = ALEA["postgresql"], [ENSEMBLE[ligne] for ligne in lignes]
    touches = " UNION ".join(f"SELECT {_etablissement(modele, e)} FROM {e}" for e in ensembles)
    lues = " ".join(f"{ligne} TABLE AS {ENSEMBLE[ligne]}" for ligne in lignes)
    yield (
        f'CREATE OR REPLACE FUNCTION "{nom}"() {FONCTION} $$ BEGIN'
        f" UPDATE partenariat_version SET jeton = {alea};"
        f" {NOTER} SELECT {alea}, '{Portee.UN}', touche FROM ({touches}) AS touches (touche);"
        " RETURN NULL; END $$"
    )
    yield _au_nom_du_proprietaire(nom)
    yield (
        f'CREATE TRIGGER "{nom}" AFTER {evenement} ON "{modele._meta.db_table}" REFERENCING {lues}'
        f' FOR EACH STATEMENT EXECUTE FUNCTION "{nom}"()'
    )


def _au_nom_du_proprietaire(fonction):
    """Pendant une mise à jour, l'application sert encore, sans droits sur une table toute neuve.

    Les tables temporaires en dernier : celle qu'un autre ferait du même nom n'est jamais prise.
    """
    return (
        "DO $$ BEGIN EXECUTE format('ALTER FUNCTION %I() SECURITY DEFINER"
        f" SET search_path = %I, pg_temp', '{fonction}', current_schema()); END $$"
    )


def _touche_un_seul(modele):
    return touche(modele) not in Portee.values


def _etablissement(modele, ligne):
    """En SQL, l'établissement que touche cette ligne."""
    premier, *suite = touche(modele).split("__")
    champ = modele._meta.get_field(premier)
    sql = f'{ligne}."{champ.column}"'
    for nom in suite:
        cite = champ.related_model
        champ = cite._meta.get_field(nom)
        sql = f'(SELECT "{champ.column}" FROM "{cite._meta.db_table}" WHERE id = {sql})'
    return sql
