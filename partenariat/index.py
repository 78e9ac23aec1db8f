"""Ajouter un index à une grande table sans arrêter ceux qui y écrivent."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations.operations import AddIndex


class AjouterIndex(AddIndexConcurrently):
    """Sur PostgreSQL, `CREATE INDEX CONCURRENTLY` ; ailleurs, comme `AddIndex`.

    La migration doit être hors transaction (`atomic = False`).
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._selon(schema_editor).database_forwards(
            self, app_label, schema_editor, from_state, to_state
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._selon(schema_editor).database_backwards(
            self, app_label, schema_editor, from_state, to_state
        )

    @staticmethod
    def _selon(schema_editor):
        postgresql = schema_editor.connection.vendor == "postgresql"
        return AddIndexConcurrently if postgresql else AddIndex
