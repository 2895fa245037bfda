"""What a migration does in another way on each engine."""

from functools import partial

from django.contrib.postgres import operations as postgres
from django.db.migrations import AddIndex


class AddIndexConcurrently(postgres.AddIndexConcurrently):
    """Add an index while others write, as PostgreSQL can; SQLite builds it at once.

    In a migration with `atomic = False`.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        make = super().database_forwards
        if schema_editor.connection.vendor == "sqlite":
            make = partial(AddIndex.database_forwards, self)
        make(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        undo = super().database_backwards
        if schema_editor.connection.vendor == "sqlite":
            undo = partial(AddIndex.database_backwards, self)
        undo(app_label, schema_editor, from_state, to_state)
