"""Les droits du rôle PostgreSQL de l'application : lire et écrire, jamais réécrire l'histoire."""

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from partenariat.declencheurs import interdits
from partenariat.inalterable import est_une_histoire

ECRIRE = ("SELECT", "INSERT", "UPDATE", "DELETE")
AJOUTER = ("SELECT", "INSERT")


class Command(BaseCommand):
    help = (
        "À lancer par le propriétaire de la base, après `migrate`, à chaque mise à jour : donne à"
        " ROLE, le rôle de connexion de l’application, ce qu’il lui faut et rien de plus. Il ne"
        " peut ni changer ni effacer l’histoire, ni ôter ce qui la protège."
    )

    def add_arguments(self, parser):
        parser.add_argument("role", help="un rôle PostgreSQL qui existe, et ne possède rien")

    def handle(self, *, role, **options):
        if connection.vendor != "postgresql":
            raise CommandError("Les droits par rôle n’existent que sur PostgreSQL.")
        with transaction.atomic(), connection.cursor() as curseur:
            self._verifier(curseur, role)
            for ordre in ordres(connection.ops.quote_name(role), _schema(curseur)):
                curseur.execute(ordre)
        self.stdout.write(f"Droits de {role} posés : {len(droits_par_table())} tables.")

    def _verifier(self, curseur, role):
        curseur.execute(
            "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER'),"
            " EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = %s",
            [role],
        )
        trouve = curseur.fetchone()
        if trouve is None:
            raise CommandError(f"Le rôle {role} n’existe pas : créez-le d’abord (CREATE ROLE).")
        if any(trouve):
            raise CommandError(
                f"Le rôle {role} est administrateur, ou possède des tables, ou agit pour le"
                " propriétaire : il pourrait ôter toute protection. Prenez-en un autre."
            )


def _schema(curseur):
    curseur.execute("SELECT current_schema()")
    return connection.ops.quote_name(curseur.fetchone()[0])


def droits_par_table() -> dict[str, tuple[str, ...]]:
    """Ce que l'application peut faire de chaque table."""
    droits = {modele._meta.db_table: _droits(modele) for modele in _modeles()}
    en_base = (c for c in settings.CACHES.values() if c["BACKEND"].endswith(".DatabaseCache"))
    droits |= {cache["LOCATION"]: ECRIRE for cache in en_base}
    return droits | {"django_migrations": ("SELECT",)}


def _modeles():
    return (m for m in apps.get_models(include_auto_created=True) if m._meta.managed)


def _droits(modele):
    if est_une_histoire(modele):
        return AJOUTER
    refuses = {e for i in interdits(modele) if i.quand == "1 = 1" for e in i.evenements}
    return tuple(droit for droit in ECRIRE if droit not in refuses)


def ordres(role, schema):
    """Tout reprendre, puis tout redonner : un droit de trop d'hier ne reste pas."""
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM {role}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role}"
    presentes = set(connection.introspection.table_names())
    for table, droits in droits_par_table().items():
        if table in presentes:
            yield f'GRANT {", ".join(droits)} ON "{table}" TO {role}'
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}"
